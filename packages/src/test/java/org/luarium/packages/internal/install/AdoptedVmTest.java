// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.packages.EnvironmentInUseException;
import org.luarium.store.Retention;
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;

/** Environments of VMs that outlive the JVM that has started them. */
class AdoptedVmTest {
    private static final Duration WAIT = Duration.ofSeconds(10);

    @TempDir
    private Path folder;

    private TestHome home() throws IOException {
        return new TestHome(folder)
                .with(new TestRepository("test")
                        .lua("one", "1.0-1", "", "one", "return { version = '1.0' }")
                        .lua("two", "1.0-1", "", "two", "return { version = '2.0' }")
                        .lua("three", "1.0-1", "", "three", "return { version = '3.0' }"));
    }

    private List<String> notes() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("environments"))) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.startsWith(".kept-") || name.startsWith(".use-"))
                    .toList();
        }
    }

    @Test
    void keepTheGenerationsTheyHave() throws IOException {
        TestHome.keep(folder);
        try (TestHome home = home().packagesCome()) {
            home.install("app", "one");
            Vm vm = home.vms.create(VmConfig.builder("lasting")
                    .engine("5.4")
                    .environment("app")
                    .persistent(true)
                    .build());
            home.install("app", "two");
            vm.makeAvailable("two", WAIT);
            home.install("app", "three");
        }

        // Nobody has adopted it yet, and nobody may take its generations away.
        try (TestHome home = home()) {
            assertThat(home.environments.prune("app", Retention.ofLast(0))).isEmpty();
            assertThatThrownBy(() -> home.environments.removeGeneration("app", 1))
                    .isInstanceOf(EnvironmentInUseException.class)
                    .hasMessageContaining("lasting");

            Vm vm = home.vms.get("lasting");
            assertThat(vm.execute("return require('two').version").value().asString())
                    .isEqualTo("2.0");
            home.packagesCome();
            await().atMost(WAIT)
                    .untilAsserted(() -> assertThat(notes())
                            .filteredOn(note -> note.startsWith(".use-app@"))
                            .hasSize(2)
                            .noneMatch(note -> note.startsWith(".use-app@3@")));

            vm.makeAvailable("three", WAIT);
            assertThat(vm.execute("return require('three').version, package.path")
                            .values())
                    .satisfies(values -> assertThat(values.get(0).asString()).isEqualTo("3.0"))
                    .satisfies(values -> assertThat(values.get(1).asString())
                            .contains("/app/3/")
                            .doesNotContain("/app/2/"));

            vm.reset();
            await().atMost(WAIT)
                    .untilAsserted(() -> assertThat(home.environments.prune("app", Retention.ofLast(0)))
                            .containsExactly(1, 2));
            vm.close();
            assertThat(home.environments.prune("app", Retention.ofLast(0))).isEmpty();
            home.environments.delete("app");
        }
        assertThat(notes()).isEmpty();
    }
}
