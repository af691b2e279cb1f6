// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.component;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.core.internal.process.RunName;
import org.osgi.framework.BundleContext;

/** F30, F32: runs of other processes, of dead ones, and of another boot. */
class FolderTest {
    @TempDir
    private Path storage;

    private Folder folder() {
        return new Folder((BundleContext) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {BundleContext.class}, (proxy, method, arguments) -> {
                    return method.getName().equals("getDataFile")
                            ? storage.resolve(arguments[0].toString()).toFile()
                            : null;
                }));
    }

    private Path left(RunName name) throws IOException {
        Path left = Files.createDirectories(storage.resolve("run").resolve(name.toString()));
        Files.createDirectories(left.resolve("fifo/i1"));
        return left;
    }

    @Test
    void sweepsDeadRunsAndNothingElse() throws Exception {
        Process living = new ProcessBuilder("sleep", "60").start();
        try {
            RunName own = RunName.own();
            String stat = Files.readString(Path.of("/proc/" + living.pid() + "/stat"));
            String start = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19];
            Path other = left(new RunName(living.pid(), start, own.boot(), own.namespace()));
            Path reused = left(new RunName(living.pid(), "1", own.boot(), own.namespace()));
            Path reusedOwn = left(new RunName(own.pid(), "1", own.boot(), own.namespace()));
            Path rebooted = left(new RunName(living.pid(), start, "00000000", own.namespace()));
            Path rebootedContainer = left(new RunName(living.pid(), start, "00000000", "1"));
            Path container = left(new RunName(living.pid(), "1", own.boot(), "1"));
            Path unknown = Files.createDirectories(storage.resolve("run/notes"));

            Path run = folder().run();

            assertThat(run).isDirectory().hasFileName(own.toString());
            assertThat(other).exists();
            assertThat(container).exists();
            assertThat(unknown).exists();
            assertThat(reused).doesNotExist();
            assertThat(reusedOwn).doesNotExist();
            assertThat(rebooted).doesNotExist();
            assertThat(rebootedContainer).doesNotExist();
            assertThat(living.isAlive()).isTrue();
        } finally {
            living.destroyForcibly().waitFor();
        }
    }

    @Test
    void knowTheBootWhereTheKernelTellsIt() throws IOException {
        String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id"));

        assertThat(RunName.own().boot()).hasSize(8).isEqualTo(boot.substring(0, 8));
    }

    @Test
    void namesAreReadAsTheyAreWritten() {
        assertThat(RunName.parse(RunName.own().toString())).isEqualTo(Optional.of(RunName.own()));
        assertThat(RunName.parse("x-1-2-3")).isEmpty();
        assertThat(RunName.parse("1-2")).isEmpty();
    }
}
