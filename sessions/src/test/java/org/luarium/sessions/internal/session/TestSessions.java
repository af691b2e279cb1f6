// SPDX-License-Identifier: Apache-2.0
package org.luarium.sessions.internal.session;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.luarium.core.internal.confine.Sandbox;
import org.luarium.core.internal.confine.Tier;
import org.luarium.core.internal.engine.EngineCatalog;
import org.luarium.core.internal.process.FifoLauncher;
import org.luarium.core.internal.process.Folders;
import org.luarium.core.internal.root.RootStore;
import org.luarium.core.internal.vm.BootScript;
import org.luarium.core.internal.vm.HostConfig;
import org.luarium.core.internal.vm.ProcessFactory;
import org.luarium.core.internal.vm.VmHost;
import org.luarium.vm.Vm;
import org.luarium.vm.VmScope;

/** Sessions with real VMs, without a container. */
final class TestSessions implements AutoCloseable {
    static final Duration SOON = Duration.ofSeconds(20);

    private static final VmHost.Listener NOBODY = new VmHost.Listener() {
        @Override
        public void created(Vm vm) {}

        @Override
        public void changed(Vm vm) {}

        @Override
        public void closed(Vm vm) {}
    };

    private final Path folder;
    private final VmHost host;
    final VmScope vms;
    final SessionRegistry registry;
    final OwnedSessions manager;
    final List<String> happened = new CopyOnWriteArrayList<>();

    TestSessions() throws IOException {
        this(Clock.systemUTC());
    }

    TestSessions(Clock clock) throws IOException {
        this(clock, null);
    }

    /** @param keepers where persistent VMs are kept and adopted from, or null */
    TestSessions(Clock clock, Path keepers) throws IOException {
        folder = Files.createTempDirectory("luarium-test");
        FifoLauncher launcher = new FifoLauncher(Folders.createPrivate(folder.resolve("fifo")));
        Sandbox sandbox = new Sandbox(
                launcher,
                true,
                new RootStore(folder.resolve("roots")),
                folder.resolve("sandbox"),
                Tier.NAMESPACES,
                700_000);
        host = new VmHost(
                HostConfig.defaults(),
                new EngineCatalog(folder.resolve("engines"), System.getenv("PATH")),
                new ProcessFactory(launcher, new BootScript(folder), sandbox),
                List.of(),
                NOBODY);
        if (keepers != null) {
            host.adopt(launcher.keepers(keepers).orElseThrow());
        }
        vms = host.manager("test", false);
        SessionWatcher watcher = (what, properties) ->
                happened.add(what + " " + properties.get("session.id") + " " + properties.getOrDefault("reason", ""));
        registry = new SessionRegistry(vms, clock, List.of(watcher));
        manager = new OwnedSessions(registry, "test");
        registry.adopt();
    }

    static void eventually(Callable<Boolean> condition) {
        await().atMost(SOON).pollInterval(Duration.ofMillis(2)).until(condition);
    }

    @Override
    public void close() {
        manager.close();
        registry.close();
        host.close();
        Folders.delete(folder);
    }
}
