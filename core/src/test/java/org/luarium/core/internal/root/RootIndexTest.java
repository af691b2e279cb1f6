// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.root;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.core.internal.files.SafeFiles;

final class RootIndexTest {
    private static final String BOOT = "/luarium/boot.lua";

    @TempDir
    private Path temporary;

    private Path roots;
    private Path program;
    private Path boot;
    private final Map<String, Path> files = new TreeMap<>();

    @BeforeEach
    void useARealProgram() throws Exception {
        program = InRoot.installed("bash");
        assumeTrue(Files.size(program) > 100_000, "a small shell is compared and not remembered");
        roots = temporary.toRealPath().resolve("roots");
        boot = Files.writeString(temporary.resolve("boot"), "print(1)");
        files.put("/bin/bash", program);
        files.put(BOOT, boot);
    }

    @AfterEach
    void removeRoots() throws IOException {
        SafeFiles.deleteTree(roots);
    }

    private Path root() throws IOException {
        return new RootStore(roots).root(files);
    }

    private boolean proves(Path root, String inside) throws IOException {
        return new RootIndex(roots)
                .roots(new RootTree(files)).stream()
                        .anyMatch(proofs ->
                                proofs.root().equals(root.getFileName().toString())
                                        && proofs.prove(inside, RootTree.inside(root, inside), files.get(inside)));
    }

    @Test
    void provesLargeFilesToTheNextJvm() throws IOException {
        Path root = root();

        assertThat(proves(root, "/bin/bash")).isTrue();
        assertThat(proves(root, BOOT)).isFalse();
        assertThat(root()).isEqualTo(root);
    }

    @Test
    void comparesSmallFilesWhereverTheyAre() throws IOException {
        Path root = root();
        files.put(BOOT, Files.writeString(temporary.resolve("same"), "print(1)"));
        assertThat(root()).isEqualTo(root);
        files.put(BOOT, Files.writeString(temporary.resolve("other"), "print(2)"));

        assertThat(root()).isNotEqualTo(root);
        assertThat(root().resolve("luarium/boot.lua")).hasContent("print(2)");
    }

    @Test
    void believesNothingOfAFileThatWasChangedALittleAgo() throws IOException {
        Path young = Files.write(temporary.resolve("young"), new byte[100_000]);
        files.put("/bin/young", young);

        Path root = root();

        assertThat(proves(root, "/bin/bash")).isTrue();
        assertThat(proves(root, "/bin/young")).isFalse();
        Files.write(young, new byte[100_000]);
        assertThat(root()).isEqualTo(root);
    }

    @Test
    void noticesAChangeThatHidesItsTime() throws IOException {
        Path root = root();
        Path copy = root.resolve("bin/bash");
        FileTime time = Files.getLastModifiedTime(copy);
        byte[] damaged = Files.readAllBytes(copy);
        damaged[damaged.length - 1] ^= 1;
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.write(copy, damaged);
        Files.setLastModifiedTime(copy, time);
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("r-xr-xr-x"));

        assertThat(root()).isEqualTo(root);

        assertThat(copy).hasSameBinaryContentAs(program);
        assertThat(proves(root, "/bin/bash")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "luarium roots 1 0\n", "damaged", "folder", "link"})
    void isIgnoredWhenItIsNotAsItWasWritten(String how) throws IOException {
        Path root = root();
        Path index = roots.resolve(RootIndex.NAME);
        byte[] content = Files.readAllBytes(index);
        Files.delete(index);
        switch (how) {
            case "damaged" -> {
                content[content.length / 2] ^= 1;
                Files.write(index, content);
            }
            case "folder" -> Files.createDirectory(index);
            case "link" -> Files.createSymbolicLink(index, Files.write(temporary.resolve("elsewhere"), content));
            default -> Files.writeString(index, how);
        }

        assertThat(proves(root, "/bin/bash")).isFalse();
        assertThat(root()).isEqualTo(root);
    }

    @Test
    void remembersWhatAProgramNeeds() throws IOException {
        List<Path> needed = ProgramFiles.of(program, Map.of());
        RootIndex index = new RootIndex(roots);
        SafeFiles.makeFolder(roots);
        assertThat(index.program(program)).isEmpty();

        index.keep(program, needed);

        assertThat(new RootIndex(roots).program(program)).contains(needed);
        assertThat(new RootIndex(roots).program(boot)).isEmpty();
    }

    @Test
    void forgetsRootsThatAreGone() throws IOException {
        Path root = root();
        SafeFiles.deleteTree(root);
        files.put("/bin/second", program);

        Path second = root();

        assertThat(Files.readString(roots.resolve(RootIndex.NAME)))
                .contains(second.getFileName().toString())
                .doesNotContain(root.getFileName().toString());
    }
}
