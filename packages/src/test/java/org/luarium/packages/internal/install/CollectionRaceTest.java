// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.install;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.store.CollectOptions;
import org.luarium.store.Retention;
import org.luarium.store.Store;
import org.luarium.vm.Vm;

/** The store is cleared while VMs start (K15). */
final class CollectionRaceTest {
    private static final int ROUNDS = 25;

    /** Each round makes another generation the current one, and takes away whatever nobody holds, while VMs start without a pause. */
    @Test
    void k15TakesNothingAwayFromAVmThatStarts(@TempDir Path folder) throws Exception {
        try (TestHome home = new TestHome(folder).with(repository())) {
            home.install("demo", "one == 1.0");
            AtomicBoolean over = new AtomicBoolean();
            AtomicInteger started = new AtomicInteger();
            ExecutorService threads = Executors.newFixedThreadPool(2);
            List<CompletableFuture<Void>> starters = List.of(
                    CompletableFuture.runAsync(() -> start(home, over, started), threads),
                    CompletableFuture.runAsync(() -> start(home, over, started), threads));
            int removed = 0;
            int collected = 0;
            try {
                for (int round = 0; round < ROUNDS || started.get() < ROUNDS; round++) {
                    home.install("demo", "one == " + (round % 2 == 0 ? "2.0" : "1.0"));
                    removed +=
                            home.environments.prune("demo", Retention.ofLast(1)).size();
                    collected +=
                            home.store.collect(CollectOptions.all()).removed().size();
                    assertThat(starters).noneMatch(CompletableFuture::isDone);
                }
            } finally {
                over.set(true);
                threads.shutdown();
            }
            CompletableFuture.allOf(starters.toArray(CompletableFuture<?>[]::new))
                    .get(60, TimeUnit.SECONDS);

            assertThat(removed).isPositive();
            assertThat(collected).isPositive();
            assertThat(home.environments.verify("demo")).isEmpty();
        }
    }

    private static void start(TestHome home, AtomicBoolean over, AtomicInteger started) {
        while (!over.get()) {
            try (Vm vm = home.vm("demo")) {
                String first =
                        vm.execute("return require('one')").orThrow().value().display();
                String more = vm.execute("return require('one.more')")
                        .orThrow()
                        .value()
                        .display();
                assertThat(first).isEqualTo(more).isIn("1.0", "2.0");
                started.incrementAndGet();
            }
        }
    }

    private static TestRepository repository() {
        TestRepository repository = new TestRepository("test");
        for (String version : List.of("1.0", "2.0")) {
            String code = "return '" + version + "'";
            repository.add(
                    "one",
                    version + "-1",
                    TestRepository.source(
                            "one",
                            version + "-1",
                            TestRepository.rockspec(
                                    "one", version + "-1", "", "modules = { one = 'a.lua', ['one.more'] = 'b.lua' }"),
                            Map.of("a.lua", code, "b.lua", code)));
        }
        return repository;
    }

    /** A VM that runs holds what it started with, in every process. */
    @Test
    void k15KeepsTheGenerationOfAVmForAsLongAsItRuns(@TempDir Path folder) throws IOException {
        try (TestHome home = new TestHome(folder).with(repository())) {
            home.install("demo", "one == 1.0");
            int used = home.environments.get("demo").generation().number();
            try (Vm vm = home.vm("demo");
                    TestHome other = new TestHome(folder).with(repository())) {
                other.install("demo", "one == 2.0");
                assertThat(other.environments.prune("demo", Retention.ofLast(0)))
                        .doesNotContain(used);
                other.store.collect(CollectOptions.all());

                assertThat(vm.execute("return require('one') .. require('one.more')")
                                .orThrow()
                                .value()
                                .display())
                        .isEqualTo("1.01.0");
            }
        }
    }

    /** What was built for an installation is collected before the installation holds it. */
    @Test
    void anInstallationMakesAgainWhatWasCollectedMeanwhile(@TempDir Path folder) throws Exception {
        AtomicInteger leases = new AtomicInteger();
        AtomicInteger collected = new AtomicInteger();
        try (TestHome home = new TestHome(folder, own -> collecting(own, leases, collected)).with(repository())) {
            home.install("demo", "one == 1.0");

            assertThat(collected).hasPositiveValue();
            assertThat(home.environments.verify("demo")).isEmpty();
            try (Vm vm = home.vm("demo")) {
                assertThat(vm.execute("return require('one')").orThrow().value().display())
                        .isEqualTo("1.0");
            }
        }
    }

    /** A store that somebody collects just before objects are leased for the first times. */
    private static Store collecting(Store own, AtomicInteger leases, AtomicInteger collected) {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("lease") && leases.incrementAndGet() <= 2) {
                        collected.addAndGet(
                                own.collect(CollectOptions.all()).removed().size());
                    }
                    try {
                        return method.invoke(own, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
