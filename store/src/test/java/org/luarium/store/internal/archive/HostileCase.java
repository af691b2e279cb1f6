// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.luarium.store.ArchiveException;

/** An archive that must be refused, and what the refusal must say. */
final class HostileCase {
    static final Limits SMALL =
            Limits.DEFAULT.withBytes(1_000_000).withEntries(100).withDepth(10).withPathLength(300);

    private final String name;
    private final byte[] archive;
    private final Limits limits;
    private final String[] expected;

    HostileCase(String name, byte[] archive, Limits limits, String... expected) {
        this.name = name;
        this.archive = archive;
        this.limits = limits;
        this.expected = expected;
    }

    @Override
    public String toString() {
        return name;
    }

    static HostileCase refuses(String name, byte[] archive, String... expected) {
        return new HostileCase(name, archive, SMALL, expected);
    }

    void check(Path folder) throws IOException {
        Path target = Files.createDirectory(folder.resolve("target"));
        Path file = Files.write(folder.resolve("evil.bin"), archive);

        assertThatThrownBy(() -> new Unpacker().withLimits(limits).unpack(file, target, Progress.NONE, () -> false))
                .isInstanceOf(ArchiveException.class)
                .hasMessageStartingWith("archive evil.bin: ")
                .hasMessageContaining("; ")
                .hasMessageContainingAll(expected);

        assertThat(target).isEmptyDirectory();
        try (Stream<Path> around = Files.list(folder)) {
            assertThat(around).containsExactlyInAnyOrder(target, file);
        }
    }
}
