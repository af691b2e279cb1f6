// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the Dockerfile makes, as far as it can be had without Docker: its user, a read-only root, no capabilities, and a kernel that refuses user namespaces. */
final class DockerIT {
    private static final Path DOCKERFILE = Path.of("src/main/docker/Dockerfile");
    private static final Path ZIP = Path.of(System.getProperty("luarium.zip"));
    private static final String USER = "65532";

    @TempDir
    private Path folder;

    private Path home;

    @BeforeEach
    void unpack() throws Exception {
        home = Files.createDirectory(folder.resolve("home"));
        assertThat(Luarium.succeeds(List.of("unzip", "-q", ZIP.toString(), "-d", folder.toString())))
                .isTrue();
    }

    @Test
    void theDockerfileNamesWhatTheZipHas() throws Exception {
        String text = Files.readString(DOCKERFILE);

        assertThat(text).contains("USER " + USER + ":" + USER, "\"/opt/luarium/bin/luarium\", \"--home\"");
        assertThat(ZIP.getFileName().toString()).isEqualTo("luarium-" + version(text) + ".zip");
        try (ZipFile zip = new ZipFile(ZIP.toFile())) {
            assertThat(zip.stream().map(entry -> entry.getName().replaceFirst("^luarium-[^/]*/", "")))
                    .contains("bin/luarium");
        }
    }

    private static String version(String dockerfile) {
        return dockerfile
                .lines()
                .filter(line -> line.startsWith("ARG VERSION="))
                .map(line -> line.substring("ARG VERSION=".length()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void confinesWithLandlockWhereThereAreNoNamespaces() throws Exception {
        assumeTrue(
                Luarium.succeeds(contained("true")),
                "skipped: it takes bubblewrap and user namespaces that can be forbidden inside");
        assertThat(run("unshare -U true; echo $?; touch /opt/luarium/x /etc/x; echo $?")
                        .lines())
                .contains("1")
                .doesNotContain("0");

        String luarium = "/opt/luarium/bin/luarium --home /home/luarium/.luarium ";
        assertThat(run(luarium + "execute 'return 2 + 2'")).endsWith("4\n");
        assertThat(run(luarium + "-c 'vm:create a'"))
                .contains("every control is enforced")
                .containsPattern("filesystem .* Landlock")
                .containsPattern("network +none +seccomp");
        assertThat(run(luarium + "execute --profile untrusted 'return io == nil or io.open == nil'"))
                .endsWith("true\n");
        assertThat(Luarium.processesAt(folder)).isEmpty();
    }

    private String run(String script) throws Exception {
        try (var running = new Luarium.Running(new ProcessBuilder(contained(script)).start())) {
            Luarium.Result result = running.await();
            return result.err() + result.out();
        }
    }

    private List<String> contained(String script) {
        List<String> command = new ArrayList<>(List.of("bwrap", "--unshare-user", "--disable-userns"));
        command.addAll(List.of("--uid", USER, "--gid", USER, "--unshare-net", "--unshare-pid", "--ro-bind", "/", "/"));
        command.addAll(
                List.of("--tmpfs", "/tmp", "--tmpfs", "/opt", "--tmpfs", "/home", "--dev", "/dev", "--proc", "/proc"));
        String unpacked =
                folder.resolve(ZIP.getFileName().toString().replace(".zip", "")).toString();
        command.addAll(List.of("--ro-bind", unpacked, "/opt/luarium", "--bind", home.toString(), "/home/luarium"));
        command.addAll(
                List.of("--setenv", "HOME", "/home/luarium", "--setenv", "JAVA_HOME", System.getProperty("java.home")));
        command.addAll(List.of("sh", "-c", script));
        return command;
    }
}
