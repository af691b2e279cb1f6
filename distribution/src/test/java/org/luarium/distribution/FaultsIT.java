// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.luarium.isolate.IsolateManager;
import org.luarium.value.LuaValue;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.Vm;
import org.luarium.vm.VmManager;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Faults of a container, as {@code docs/faults.md} numbers them. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class FaultsIT {
    private static final int ROUNDS = Boolean.getBoolean("luarium.stress") ? 20 : 3;

    @Inject
    private BundleContext context;

    @Inject
    private ConfigurationAdmin configurations;

    @org.ops4j.pax.exam.Configuration
    public Option[] configuration() {
        return Container.complete();
    }

    private <T> T service(Class<T> type) {
        ServiceReference<T> reference = await().until(() -> context.getServiceReference(type), found -> found != null);
        return context.getService(reference);
    }

    private static Set<Long> processes() {
        return ProcessHandle.current().descendants().map(ProcessHandle::pid).collect(Collectors.toSet());
    }

    /** F28. */
    @Test
    public void aBundleThatIsRestartedUnderLoadLeavesNoProcess() throws Exception {
        Bundle core = Arrays.stream(context.getBundles())
                .filter(bundle -> String.valueOf(bundle.getSymbolicName()).matches("org\\.luarium.*core"))
                .findFirst()
                .orElseThrow();
        core.stop();
        await().atMost(Duration.ofSeconds(20)).until(() -> none("lua"));
        Set<Long> before = processes();
        core.start();
        for (int round = 0; round < ROUNDS; round++) {
            VmManager manager = service(VmManager.class);
            List<CompletableFuture<ExecutionResult>> running = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                running.add(manager.create("load" + i).executeAsync("while true do end"));
            }
            CompletableFuture<Integer> creating = CompletableFuture.supplyAsync(() -> createUntilItEnds(manager));

            core.stop();

            for (CompletableFuture<ExecutionResult> each : running) {
                assertThat(each.handle((result, error) -> error != null || !result.success())
                                .get(5, TimeUnit.SECONDS))
                        .isTrue();
            }
            assertThat(creating.get(10, TimeUnit.SECONDS)).isNotNegative();
            await().atMost(Duration.ofSeconds(20)).until(FaultsIT::processes, before::containsAll);
            core.start();
            assertThat(service(IsolateManager.class).list()).isEmpty();
            try (Vm vm = service(VmManager.class).create("next")) {
                assertThat(vm.execute("return 42").value()).isEqualTo(LuaValue.of(42));
            }
        }
    }

    private static boolean none(String program) {
        return ProcessHandle.current()
                .descendants()
                .noneMatch(process -> process.info().command().orElse("").contains(program));
    }

    private static int createUntilItEnds(VmManager manager) {
        for (int i = 0; ; i++) {
            try {
                manager.create("late" + i).execute("return 1");
            } catch (RuntimeException e) {
                return i;
            }
        }
    }

    /** F29. */
    @Test
    public void aChangedEngineIsForNewVmsOnly() throws Exception {
        VmManager manager = service(VmManager.class);
        try (Vm old = manager.create("old")) {
            old.execute("x = 1");
            String engine = old.info().engine().name();
            Configuration configuration = configurations.getConfiguration("org.luarium.vm", "?");
            configuration.update(org.osgi.framework.FrameworkUtil.asDictionary(
                    Map.of("engine", engine.startsWith("embedded") ? "embedded-jvm" : "embedded")));
            try {
                await().untilAsserted(() -> {
                    try (Vm fresh = manager.create("fresh")) {
                        assertThat(fresh.info().engine().name()).isNotEqualTo(engine);
                    }
                });
                assertThat(old.info().engine().name()).isEqualTo(engine);
                assertThat(old.execute("return x").value()).isEqualTo(LuaValue.of(1));
                old.reset();
                assertThat(old.info().engine().name()).isEqualTo(engine);
            } finally {
                configuration.delete();
            }
        }
    }
}
