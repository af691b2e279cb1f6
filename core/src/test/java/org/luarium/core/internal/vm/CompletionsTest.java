// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.Vm;

class CompletionsTest {
    @Test
    void oneWorkerIsWokenForAllThatWasCollected() {
        List<Runnable> woken = new ArrayList<>();
        List<Integer> done = new ArrayList<>();
        Completions completions = new Completions(woken::add);
        completions.add(() -> done.add(1));
        completions.add(() -> done.add(2));

        long now = System.nanoTime();
        completions.flush(now);
        completions.flush(now);
        woken.get(0).run();

        assertThat(woken).hasSize(1);
        assertThat(done).containsExactly(1, 2);
        assertThat(completions.flush(System.nanoTime())).isFalse();
    }

    @Test
    void anotherWorkerIsWokenBehindACompletionThatDoesNotEnd() {
        List<Runnable> woken = new ArrayList<>();
        List<Integer> done = new ArrayList<>();
        Completions completions = new Completions(woken::add);
        AtomicReference<Boolean> waits = new AtomicReference<>();
        completions.add(() -> {
            waits.set(completions.flush(System.nanoTime() + 2 * Completions.STUCK_NANOS));
            woken.get(1).run();
        });
        completions.add(() -> done.add(2));

        completions.flush(System.nanoTime());
        woken.get(0).run();

        assertThat(waits).hasValue(true);
        assertThat(done).containsExactly(2);
    }

    @Test
    void aContinuationThatBlocksHoldsUpNoOtherVm() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (TestHost host = TestHost.fifo()) {
            Vm blocked = host.manager().create("blocked");
            Vm other = host.manager().create("other");
            CountDownLatch blocking = new CountDownLatch(1);
            CompletableFuture<Void> stuck = blocked.executeAsync(
                            "local ends = os.clock() + 0.2 repeat until os.clock() > ends")
                    .thenAccept(result -> {
                        blocking.countDown();
                        await(release);
                    });
            List<CompletableFuture<ExecutionResult>> calls = new ArrayList<>();
            assertThat(blocking.await(10, TimeUnit.SECONDS)).isTrue();

            for (int i = 0; i < 500; i++) {
                calls.add((i % 2 == 0 ? blocked : other).executeAsync("return 2"));
            }
            CompletableFuture.allOf(calls.toArray(new CompletableFuture<?>[0])).get(10, TimeUnit.SECONDS);

            assertThat(stuck).isNotDone();
            release.countDown();
            stuck.get(10, TimeUnit.SECONDS);
        } finally {
            release.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
