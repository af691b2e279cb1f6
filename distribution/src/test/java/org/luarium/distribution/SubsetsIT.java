// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lists of docs/containers.md, with nothing else in the framework, in the order in which they stand and in others. */
final class SubsetsIT {
    private static final int ORDERS = 4;

    @TempDir
    private Path folder;

    @Test
    void theStoreAlone() throws Exception {
        assertThat(answer("The store alone", "org.luarium.store", """
                org.luarium.store.Store store = context.getService(context.getServiceReference(org.luarium.store.Store.class));
                org.luarium.store.Stage<org.luarium.store.Ref.DRef> stage = store.stages().file("greeting", new byte[] {42});
                store.realize(stage);
                return store.usage().keySet().iterator().next();
                """))
                .startsWith("rref:")
                .endsWith("-greeting");
    }

    @Test
    void coreAlone() throws Exception {
        assertThat(answer("Core alone", "org.luarium.vm,org.luarium.value", """
                org.luarium.vm.VmManager vms = context.getService(context.getServiceReference(org.luarium.vm.VmManager.class));
                try (org.luarium.vm.Vm vm = vms.create("a")) {
                    return vm.execute("return 6 * 7").orThrow().stdout().strip();
                }
                """))
                .isEqualTo("42");
    }

    @Test
    void coreAndSessions() throws Exception {
        assertThat(answer("Core and sessions", "org.luarium.session,org.luarium.vm,org.luarium.value", """
                org.luarium.session.SessionManager sessions =
                        context.getService(context.getServiceReference(org.luarium.session.SessionManager.class));
                try (org.luarium.session.Session session = sessions.open("a")) {
                    return session.evaluate("6 * 7", java.time.Duration.ofSeconds(10)).value().asLong();
                }
                """))
                .isEqualTo("42");
    }

    @Test
    void allOrdersOfStartingEndInTheSame() throws Exception {
        List<Path> files = files("A stock Felix");
        long seed = new Random().nextLong();
        System.out.println("SubsetsIT starts bundles in orders of seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < ORDERS; i++) {
            Collections.shuffle(files, random);
            List<Path> bundles = new ArrayList<>(files);
            bundles.add(probe("probe-" + i, "org.luarium.packages", """
                    String missing = "";
                    for (String type : new String[] {
                        "org.luarium.vm.VmManager", "org.luarium.isolate.IsolateManager", "org.luarium.store.Store",
                        "org.luarium.session.SessionManager", "org.luarium.packages.PackageManager",
                        "org.luarium.packages.EnvironmentManager", "org.luarium.packages.RepositoryManager",
                        "org.luarium.packages.Curator", "org.luarium.network.VmNetwork",
                        "org.luarium.extension.ExtensionManager"}) {
                        ServiceTracker<Object, Object> tracker = new ServiceTracker<>(context, type, null);
                        tracker.open(true);
                        missing += tracker.waitForService(20_000) == null ? " " + type : "";
                        tracker.close();
                    }
                    org.luarium.packages.PackageManager packages =
                            context.getService(context.getServiceReference(org.luarium.packages.PackageManager.class));
                    return missing + packages.search("math_package").size();
                    """));

            assertThat(BareFramework.answer(Files.createDirectory(folder.resolve("order-" + i)), bundles))
                    .as("order %d of seed %d: %s", i, seed, files)
                    .isEqualTo("1");
        }
    }

    private String answer(String list, String packages, String code) throws Exception {
        List<Path> bundles = files(list);
        bundles.add(probe("probe", packages, code));
        return BareFramework.answer(Files.createDirectory(folder.resolve("home")), bundles);
    }

    /** A bundle that runs code against services; it waits for none but those that take time to come. */
    private Path probe(String name, String packages, String code) throws IOException {
        return new TestBundle(folder, name)
                .with(name.replace('-', '_') + ".Main", """
                        import java.util.concurrent.Callable;
                        import org.osgi.framework.BundleActivator;
                        import org.osgi.framework.BundleContext;
                        import org.osgi.util.tracker.ServiceTracker;
                        public class Main implements BundleActivator {
                            public void start(BundleContext context) {
                                context.registerService(Callable.class, () -> { %s }, null);
                            }
                            public void stop(BundleContext context) {}
                        }
                        """.formatted(code))
                .build(Map.of(
                        "Bundle-ManifestVersion",
                        "2",
                        "Bundle-SymbolicName",
                        name,
                        "Bundle-Activator",
                        name.replace('-', '_') + ".Main",
                        "Import-Package",
                        "org.osgi.framework,org.osgi.util.tracker," + packages));
    }

    /** Those of the block after a heading of the document. */
    static List<Path> files(String heading) throws IOException {
        List<String> lines = Files.readAllLines(Markdown.ROOT.resolve("docs/containers.md"));
        List<Path> files = new ArrayList<>();
        for (String name : lines.stream()
                .dropWhile(line -> !line.matches("#+ " + heading))
                .dropWhile(line -> !line.startsWith("```"))
                .skip(1)
                .takeWhile(line -> !line.startsWith("```"))
                .toList()) {
            files.add(BareFramework.file(name));
        }
        assertThat(files).as(heading).isNotEmpty();
        return files;
    }
}
