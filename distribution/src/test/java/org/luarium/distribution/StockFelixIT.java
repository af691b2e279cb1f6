// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Felix's own launcher with the bundles of docs/containers.md in its folder {@code bundle}. */
final class StockFelixIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String COMMANDS = """
            vm:create a
            vm:execute a 'return 6 * 7'
            session:open lab
            session:evaluate lab '"ses" .. "sion"'
            package:install math_package
            vm:remove a
            exit 0
            """;

    @TempDir
    private Path folder;

    @Test
    void runsLuaFromItsShell() throws Exception {
        Path bundles = Files.createDirectories(folder.resolve("bundle"));
        for (Path file : SubsetsIT.files("A stock Felix")) {
            Files.copy(file, bundles.resolve(file.getFileName()));
        }
        ProcessBuilder builder = new ProcessBuilder(
                Luarium.JAVA,
                Luarium.QUICK,
                "-Duser.home=" + folder,
                "-Dfelix.auto.deploy.action=install,start",
                "-jar",
                BareFramework.file("org.apache.felix.main").toAbsolutePath().toString());
        builder.directory(folder.toFile());
        try (var running = new Luarium.Running(builder.start())) {
            await().atMost(PATIENCE).until(() -> {
                running.type("luarium:version\n");
                return running.seen().contains("Luarium  0.");
            });
            running.feed(new ByteArrayInputStream(COMMANDS.getBytes(StandardCharsets.UTF_8)));

            Luarium.Result result = running.await();

            assertThat(result.out()).contains("42", "session", "added", "environment default, generation 1");
        }
        assertThat(Luarium.processesAt(folder)).isEmpty();
    }
}
