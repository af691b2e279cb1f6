// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.luarium.core.internal.build.Builds;
import org.luarium.core.internal.confine.JobPlanner;
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
import org.luarium.packages.Dependency;
import org.luarium.packages.EnvironmentChange;
import org.luarium.packages.EnvironmentManager;
import org.luarium.packages.PackageManager;
import org.luarium.packages.internal.build.Machine;
import org.luarium.packages.internal.component.Manifests;
import org.luarium.packages.internal.environment.EnvironmentCustomizer;
import org.luarium.packages.internal.environment.Environments;
import org.luarium.packages.internal.repository.Repositories;
import org.luarium.packages.internal.repository.RepositoryFactory;
import org.luarium.packages.spi.PackageRepository;
import org.luarium.store.Store;
import org.luarium.store.internal.Settings;
import org.luarium.store.internal.StoreImpl;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;
import org.luarium.vm.VmScope;
import org.luarium.vm.spi.VmCustomizer;

/** A home with a real store, real VMs and repositories in memory, without a container. */
public final class TestHome implements AutoCloseable {
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
    private final Builds builds;
    private final FifoLauncher launcher;
    private final List<VmCustomizer> customizers = new CopyOnWriteArrayList<>();
    private final VmCustomizer customizer;
    private final AtomicInteger numbers = new AtomicInteger();
    final Path root;
    final StoreImpl store;
    public final VmScope vms;
    public final Repositories repositories;
    final Environments own;
    public final Home all;
    public final PackageManager packages;
    public final EnvironmentManager environments;

    public TestHome(Path home) throws IOException {
        this(home, own -> own);
    }

    /** With a store that does something besides. */
    TestHome(Path home, UnaryOperator<Store> wrapper) throws IOException {
        this(home, wrapper, Machine.of(List.of()), true);
    }

    /** On a machine that has something else, and with builds that are confined or not. */
    TestHome(Path home, Machine machine, boolean confined) throws IOException {
        this(home, own -> own, machine, confined);
    }

    private TestHome(Path home, UnaryOperator<Store> wrapper, Machine machine, boolean confined) throws IOException {
        folder = Files.createTempDirectory("luarium-test");
        launcher = new FifoLauncher(Folders.createPrivate(folder.resolve("fifo")));
        Sandbox sandbox = new Sandbox(
                launcher,
                true,
                new RootStore(folder.resolve("roots")),
                folder.resolve("sandbox"),
                Tier.NAMESPACES,
                700_000);
        builds = new Builds(launcher, new JobPlanner(sandbox, folder.resolve("builds")));
        store = new StoreImpl(
                home.resolve("store"),
                new Settings(
                        2,
                        Duration.ofMinutes(2),
                        InstantSource.system(),
                        () -> confined ? Optional.of(builds) : Optional.empty()));
        root = home.resolve("environments");
        Store wrapped = wrapper.apply(store);
        own = new Environments(() -> wrapped, root, Duration.ofSeconds(60));
        customizer = new EnvironmentCustomizer(own);
        host = new VmHost(
                HostConfig.defaults(),
                new EngineCatalog(folder.resolve("engines"), System.getenv("PATH")),
                new ProcessFactory(launcher, new BootScript(folder), sandbox),
                customizers,
                NOBODY);
        if (!isLate(home)) {
            customizers.add(customizer);
        }
        if (Files.isDirectory(keepers(home))) {
            host.adopt(launcher.keepers(keepers(home)).orElseThrow());
        }
        vms = host.manager("test", false);
        repositories = new Repositories(
                home.resolve("repositories"),
                new RepositoryFactory(
                        home.resolve("copies"), home.resolve("seen"), Manifests::read, InstantSource.system()));
        all = new Home(wrapped, vms, own, repositories, machine);
        packages = all.packages();
        environments = all.environments();
    }

    /** Makes the next home on a folder one with persistent VMs, whose packages come after its VMs. */
    static void keep(Path home) throws IOException {
        Files.createDirectories(keepers(home));
    }

    private static Path keepers(Path home) {
        return home.resolve("keepers");
    }

    private static boolean isLate(Path home) {
        return Files.isDirectory(keepers(home));
    }

    /** The packages come. */
    TestHome packagesCome() {
        customizers.add(customizer);
        host.customizable(customizer);
        return this;
    }

    public TestHome with(PackageRepository repository) {
        repositories.put(repository, 0);
        return this;
    }

    public EnvironmentChange install(String environment, String... requests) {
        return packages.install(
                environment, List.of(requests).stream().map(Dependency::of).toList());
    }

    /** What a fresh VM with an environment says. */
    public String run(String environment, String code) {
        try (Vm vm = vm(environment)) {
            return vm.execute(code).orThrow().value().display();
        }
    }

    ExecutionResult result(String environment, String code) {
        try (Vm vm = vm(environment)) {
            return vm.execute(code);
        }
    }

    Vm vm(String environment) {
        String dialect = environments.get(environment).dialect();
        return vms.create(VmConfig.builder("test-" + numbers.incrementAndGet())
                .engine(dialect)
                .environment(environment)
                .build());
    }

    @Override
    public void close() {
        host.close();
        store.close();
        builds.close();
        Folders.delete(folder);
    }
}
