// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.repository;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.luarium.packages.internal.web.Patience;
import org.luarium.packages.internal.web.Rules;
import org.luarium.packages.internal.web.WebClient;

/**
 * Makes repositories of what was added or configured.
 *
 * @param caches the folder for copies of lists
 * @param memories the folder in which is noted which indexes were seen; what is deleted there is believed again
 * @param reader reads the lists
 * @param clock tells how old copies are
 */
public record RepositoryFactory(Path caches, Path memories, ManifestReader reader, InstantSource clock) {
    static final Duration ARTIFACT_TIME = Duration.ofMinutes(30);

    public RepositoryFactory {
        requireNonNull(caches, "caches");
        requireNonNull(memories, "memories");
        requireNonNull(reader, "reader");
        requireNonNull(clock, "clock");
    }

    public OwnRepository make(RepositorySpec spec) {
        if (spec.isFolder()) {
            Path folder = spec.folder().toAbsolutePath();
            return new FolderRepository(spec.name(), folder, new IndexMemory(memories, folder.toString()), clock);
        }
        Rules rules = new Rules(spec.plainHttp(), spec.local());
        return new HttpRepository(
                spec.name(),
                spec.location(),
                new WebClient(rules, Patience.LIST),
                new WebClient(rules, Patience.LIST.withTotal(ARTIFACT_TIME)),
                caches,
                memories,
                reader,
                clock,
                HttpRepository.Limits.DEFAULT);
    }
}
