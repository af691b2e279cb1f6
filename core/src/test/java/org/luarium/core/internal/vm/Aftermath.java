// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.luarium.vm.Vm;

/**
 * What has to hold after any fault: no process, thread, descriptor or file more than before, and foreign processes and files unharmed.
 *
 * <p>{@code try (Aftermath aftermath = new Aftermath(folder); TestHost host = …)}: the host is closed before the stock is taken.
 */
final class Aftermath implements AutoCloseable {
    private static final String CONTENT = "unharmed";

    private final Path folder;
    private final Path canaryFile;
    private final Process canary;
    private final Accounting before;
    private final List<String> threads;

    Aftermath(Path folder) throws IOException {
        this.folder = folder;
        canaryFile = Files.writeString(Files.createTempFile("luarium", "canary"), CONTENT);
        canary = new ProcessBuilder("sleep", "600").start();
        before = Accounting.of(folder);
        threads = threads();
    }

    /** The next VM works. */
    void nextWorks(TestHost host) {
        try (Vm vm = host.manager().create("next")) {
            assertThat(vm.execute("return 6 * 7").value().asLong()).isEqualTo(42);
        }
    }

    /** Without those that the JDK and the test keep for a while. */
    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> !name.matches("(awaitility|process reaper|ForkJoinPool|CompletableFuture).*"))
                .toList();
    }

    @Override
    public void close() throws IOException {
        try {
            Awaitility.await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
                Accounting now = Accounting.of(folder);
                assertThat(now.processes()).isSubsetOf(before.processes());
                assertThat(now.files()).isEqualTo(before.files());
                assertThat(now.descriptors()).isLessThanOrEqualTo(before.descriptors());
                assertThat(threads()).isSubsetOf(threads);
            });
            assertThat(canary.isAlive()).isTrue();
            assertThat(canaryFile).hasContent(CONTENT);
        } finally {
            canary.destroyForcibly().onExit().join();
            Files.delete(canaryFile);
        }
    }
}
