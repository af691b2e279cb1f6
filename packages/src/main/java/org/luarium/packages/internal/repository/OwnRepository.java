// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.repository;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.luarium.packages.IndexInfo;
import org.luarium.packages.internal.web.Rules;
import org.luarium.packages.spi.PackageRepository;
import org.luarium.packages.spi.Release;

/** A repository of this bundle, which tells more than others. As long as it offers the same, it returns the same list. */
public interface OwnRepository extends PackageRepository {
    @Override
    List<Release> releases() throws IOException;

    /** What it has and does not offer, as of the last look. */
    List<String> remarks();

    /** Why the last look failed, although there is a list. */
    default Optional<String> problem() {
        return Optional.empty();
    }

    /** How old its copy of the list is, if it works with one. */
    default Optional<Duration> age() {
        return Optional.empty();
    }

    /** What its index said at the last look, if it has one. */
    default Optional<IndexInfo> index() {
        return Optional.empty();
    }

    /** By which rules sources are fetched to which its rockspecs lead. */
    default Rules rules() {
        return new Rules(false, false);
    }

    /** Looks again the next time, however fresh its copy is. */
    default void expire() {}

    /** Loses its copies: who removes it and adds it again believes its server anew. */
    default void forget() {}
}
