// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.luarium.core.internal.confine.Sandbox;
import org.luarium.core.internal.confine.Tier;
import org.luarium.core.internal.engine.EngineCatalog;
import org.luarium.core.internal.process.FifoLauncher;
import org.luarium.core.internal.process.Folders;
import org.luarium.core.internal.process.ProcessLauncher;
import org.luarium.core.internal.process.StdioLauncher;
import org.luarium.core.internal.root.RootStore;
import org.luarium.vm.Vm;
import org.luarium.vm.VmScope;

/** A complete host of VMs without a container. */
final class TestHost implements AutoCloseable {
    static final VmHost.Listener NOBODY = new VmHost.Listener() {
        @Override
        public void created(Vm vm) {}

        @Override
        public void changed(Vm vm) {}

        @Override
        public void closed(Vm vm) {}
    };

    private final Path folder;
    private final ProcessLauncher launcher;
    private final VmHost host;
    private final VmScope manager;

    TestHost(String link, HostConfig config) throws IOException {
        this(link, config, Files.createTempDirectory("luarium-test"));
    }

    TestHost(String link, HostConfig config, Path folder) throws IOException {
        this(link, config, folder, Tier.NAMESPACES);
    }

    /** With a way of confinement that may be worse than the best. */
    TestHost(String link, HostConfig config, Path folder, Tier best) throws IOException {
        this(
                link.equals("fifo")
                        ? new FifoLauncher(Folders.createPrivate(folder.resolve("fifo")))
                        : new StdioLauncher(),
                config,
                folder,
                best);
    }

    /** With a launcher that may be anything. */
    TestHost(ProcessLauncher launcher, HostConfig config, Path folder, Tier best) throws IOException {
        this.folder = folder;
        this.launcher = launcher;
        host = new VmHost(
                config,
                new EngineCatalog(folder.resolve("engines"), System.getenv("PATH")),
                new ProcessFactory(launcher, new BootScript(folder), sandbox(launcher, folder, best)),
                List.of(),
                NOBODY);
        manager = host.manager("test", false);
    }

    static Sandbox sandbox(ProcessLauncher launcher, Path folder, Tier best) throws IOException {
        return new Sandbox(
                launcher, true, new RootStore(folder.resolve("roots")), folder.resolve("sandbox"), best, 700_000);
    }

    static TestHost fifo() throws IOException {
        return new TestHost("fifo", HostConfig.defaults());
    }

    /** Lets VMs be persistent, and takes over those that another host has left. */
    void keep(Path keepers) {
        host.adopt(launcher.keepers(keepers).orElseThrow());
    }

    VmScope manager() {
        return manager;
    }

    VmHost host() {
        return host;
    }

    @Override
    public void close() {
        host.close();
        Folders.delete(folder);
    }
}
