// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.Assume.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.luarium.distribution.soak.Baseline;
import org.luarium.distribution.soak.BundleLoad;
import org.luarium.distribution.soak.ExtensionLoad;
import org.luarium.distribution.soak.NetworkLoad;
import org.luarium.distribution.soak.Operation;
import org.luarium.distribution.soak.PackageLoad;
import org.luarium.distribution.soak.SessionLoad;
import org.luarium.distribution.soak.Soak;
import org.luarium.distribution.soak.StoreLoad;
import org.luarium.distribution.soak.VmLoad;
import org.luarium.extension.ExtensionManager;
import org.luarium.extension.ExtensionSpec;
import org.luarium.isolate.Confinement;
import org.luarium.network.VmNetwork;
import org.luarium.packages.EnvironmentManager;
import org.luarium.packages.PackageManager;
import org.luarium.session.SessionManager;
import org.luarium.store.CollectOptions;
import org.luarium.store.Store;
import org.luarium.store.VerifyOptions;
import org.luarium.vm.Vm;
import org.luarium.vm.VmManager;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;

/** All services of a container under random load and random faults, and what is left of it afterwards. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class SoakIT {
    private static final boolean SKIPPED = !"false".equals(System.getProperty("test.soak.skip"));
    private static final int THREADS = 4;
    private static final Duration WARM_UP = Duration.ofSeconds(15);
    private static final Duration SETTLING = Duration.ofSeconds(60);

    /** From this length on, each operation must have been done. */
    private static final Duration LONG = Duration.ofMinutes(2);

    @Inject
    private BundleContext context;

    @Configuration
    public Option[] configuration() {
        return Container.complete();
    }

    private <T> T service(Class<T> type) {
        return context.getService(context.getServiceReference(type));
    }

    @Test
    public void everyOperationEndsAsDocumentedAndNothingIsLeft() throws Exception {
        String reason = "SoakIT is skipped, as it takes minutes; run it with -Dtest.soak.skip=false";
        if (SKIPPED) {
            System.out.println(reason);
        }
        assumeFalse(reason, SKIPPED);
        Duration length =
                Duration.parse("PT" + System.getProperty("luarium.soak", "3m").toUpperCase(Locale.ROOT));
        long seed = Long.getLong("luarium.soak.seed", System.nanoTime());
        System.out.println(
                "SoakIT runs for " + length + "; have the same choices again with -Dluarium.soak.seed=" + seed);
        try (GreeterBundles bundles = new GreeterBundles(context)) {
            Soak soak = new Soak(seed, operations(bundles));
            soak.warmUp();
            soak.run(THREADS, WARM_UP);
            settle();
            Baseline before = Baseline.of(context);

            soak.run(THREADS, length);

            System.out.println(soak.counts());
            settle();
            awaitBaseline(before, soak);
            if (length.compareTo(LONG) >= 0) {
                soak.checkCoverage();
            }
        }
    }

    private List<Operation> operations(GreeterBundles bundles) throws IOException {
        VmManager vms = service(VmManager.class);
        SessionManager sessions = service(SessionManager.class);
        ExtensionSpec extension = ExtensionSpec.java("soak")
                .jar(bundles.extensionJar("Hello"))
                .main(GreeterBundles.EXTENSION)
                .mode(Confinement.Mode.PREFERRED)
                .startTime(Duration.ofMinutes(1))
                .build();
        List<Operation> operations = new ArrayList<>();
        operations.addAll(new VmLoad(vms, Files.createDirectory(bundles.folder.resolve("evil"))).operations());
        operations.addAll(new SessionLoad(sessions).operations());
        operations.addAll(
                new PackageLoad(service(PackageManager.class), service(EnvironmentManager.class), vms).operations());
        operations.addAll(new StoreLoad(service(Store.class)).operations());
        operations.addAll(new NetworkLoad(vms, service(VmNetwork.class)).operations());
        operations.addAll(new ExtensionLoad(service(ExtensionManager.class), extension).operations());
        operations.addAll(new BundleLoad(context, vms, sessions, tenant(bundles.folder)).operations());
        return operations;
    }

    /** Closes nothing of what it opens. */
    private static Path tenant(Path folder) throws IOException {
        String source = "import org.luarium.vm.VmManager; import org.luarium.session.SessionManager;"
                + " public final class Tenant implements java.util.function.Supplier<String> {"
                + " private final VmManager vms; private final SessionManager sessions;"
                + " public Tenant(VmManager vms, SessionManager sessions) {"
                + " this.vms = vms; this.sessions = sessions; }"
                + " public String get() { try { sessions.open(\"" + BundleLoad.SESSION + "\").send(\"n = 1\");"
                + " return vms.create(\"" + BundleLoad.VM + "\").execute(\"return 6 * 7\").toString();"
                + " } catch (org.luarium.LuariumException e) { return e.getClass().getSimpleName(); } } }";
        String component = "<scr:component xmlns:scr='http://www.osgi.org/xmlns/scr/v1.4.0' name='tenant'"
                + " immediate='true' init='2'><implementation class='org.example.tenant.Tenant'/>"
                + "<property name='soak' value='tenant'/>"
                + "<service><provide interface='java.util.function.Supplier'/></service>"
                + "<reference name='vms' interface='org.luarium.vm.VmManager' parameter='0'/>"
                + "<reference name='sessions' interface='org.luarium.session.SessionManager' parameter='1'/>"
                + "</scr:component>";
        return new TestBundle(Files.createDirectory(folder.resolve("tenant")), "tenant")
                .with("org.example.tenant.Tenant", source)
                .with("OSGI-INF/tenant.xml", component.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .build(GreeterBundles.headers(
                        "org.example.tenant",
                        "Import-Package",
                        "org.luarium,org.luarium.vm,org.luarium.session",
                        "Service-Component",
                        "OSGI-INF/tenant.xml"));
    }

    /** Ends what the operations left, and shows that the container works. */
    private void settle() {
        SessionManager sessions = service(SessionManager.class);
        sessions.list().forEach(info -> sessions.terminate(info.id()));
        service(ExtensionManager.class).list().forEach(extension -> extension.close());
        VmManager vms = service(VmManager.class);
        vms.list().forEach(info -> vms.remove(info.id()));
        EnvironmentManager environments = service(EnvironmentManager.class);
        environments.list().forEach(environment -> environments.delete(environment.name()));
        Store store = service(Store.class);
        store.collect(CollectOptions.all());
        assertThat(store.verify(VerifyOptions.all()).problems()).isEmpty();
        assertThat(service(VmNetwork.class).sockets()).isEmpty();
        try (Vm vm = vms.create("simple")) {
            assertThat(vm.execute("return 6 * 7").orThrow().value().asLong()).isEqualTo(42);
        }
    }

    private void awaitBaseline(Baseline before, Soak soak) {
        long end = System.nanoTime() + SETTLING.toNanos();
        List<String> differences = Baseline.of(context).differences(before);
        while (!differences.isEmpty() && System.nanoTime() - end < 0) {
            differences = Baseline.of(context).differences(before);
        }
        if (!differences.isEmpty()) {
            throw new AssertionError(soak.describe("This was left:\n" + String.join("\n", differences)));
        }
    }
}
