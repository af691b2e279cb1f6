// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.luarium.store.internal.lock.LockKey.COLLECTION;
import static org.luarium.store.internal.lock.LockKey.JOURNAL;
import static org.luarium.store.internal.lock.LockMode.EXCLUSIVE;
import static org.luarium.store.internal.lock.LockMode.SHARED;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.store.StoreLockedException;

@Timeout(60)
final class StoreLocksTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(30);

    @TempDir
    Path folder;

    @Test
    void manyShareALockAndNobodyHasItExclusivelyThen() throws Exception {
        try (StoreLocks locks = open();
                StoreLocks others = open()) {
            Held first = locks.acquire(COLLECTION, SHARED, LONG);
            Held second = others.acquire(COLLECTION, SHARED, LONG);
            assertThat(locks.tryAcquire(COLLECTION, EXCLUSIVE)).isEmpty();

            first.close();
            assertThat(locks.tryAcquire(COLLECTION, EXCLUSIVE)).isEmpty();

            second.close();
            assertThat(locks.tryAcquire(COLLECTION, EXCLUSIVE)).isPresent();
        }
    }

    @Test
    void keysAreIndependent() throws Exception {
        try (StoreLocks locks = open();
                Held held = locks.acquire(COLLECTION, EXCLUSIVE, LONG)) {
            assertThat(locks.tryAcquire(JOURNAL, EXCLUSIVE)).isPresent();
            assertThat(locks.tryAcquire(held.key(), SHARED)).isEmpty();
            assertThat(locks.tryAcquire(LockKey.ofDigest("a".repeat(32)), EXCLUSIVE))
                    .isPresent();
            assertThat(locks.tryAcquire(LockKey.ofDigest("7".repeat(32)), EXCLUSIVE))
                    .isPresent();
            assertThat(locks.tryAcquire(LockKey.ofUuid(UUID.randomUUID()), EXCLUSIVE))
                    .isPresent();
        }
    }

    @Test
    void digestsAreKeysByTheirFirstSixtyBits() {
        assertThat(LockKey.ofDigest("abcdefghijkl2345").position())
                .isEqualTo(LockKey.ofDigest("abcdefghijkl").position())
                .isNotEqualTo(LockKey.ofDigest("abcdefghijkm").position())
                .isGreaterThan(1L << 61);
        assertThatThrownBy(() -> LockKey.ofDigest("abc")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LockKey.ofDigest("ABCDEFGHIJKL")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void patienceHasAnEndAndTheMessageSaysWhatWasWaitedFor() throws Exception {
        try (StoreLocks locks = open();
                Held held = locks.acquire(COLLECTION, SHARED, LONG)) {
            assertThatExceptionOfType(StoreLockedException.class)
                    .isThrownBy(() -> locks.acquire(COLLECTION, EXCLUSIVE, SHORT))
                    .withMessageContaining("collection")
                    .withMessageContaining("PT0.03S");
            assertThat(held.mode()).isEqualTo(SHARED);
            assertThat(locks.tryAcquire(COLLECTION, SHARED)).isPresent();
        }
    }

    @Test
    void whoWaitsExclusivelyGoesBeforeNewSharers() throws Exception {
        try (StoreLocks locks = open()) {
            Held shared = locks.acquire(COLLECTION, SHARED, LONG);
            Waiter writer = new Waiter(() -> locks.acquire(COLLECTION, EXCLUSIVE, LONG));
            writer.awaitParked();

            assertThat(locks.tryAcquire(COLLECTION, SHARED)).isEmpty();

            shared.close();
            writer.result().close();
            assertThat(locks.tryAcquire(COLLECTION, SHARED)).isPresent();
        }
    }

    @Test
    void interruptWhileWaitingLosesNoOtherLock() throws Exception {
        try (StoreLocks locks = open();
                OtherProcess other = new OtherProcess(folder.resolve("lock"))) {
            assertThat(other.ask("EXCLUSIVE")).isEqualTo("done");
            Held journal = locks.acquire(JOURNAL, EXCLUSIVE, LONG);
            Waiter waiter = new Waiter(() -> locks.acquire(COLLECTION, EXCLUSIVE, LONG));
            waiter.awaitParked();

            waiter.thread.interrupt();

            assertThatThrownBy(waiter::result).hasCauseInstanceOf(InterruptedException.class);
            assertThat(locks.tryAcquire(JOURNAL, EXCLUSIVE)).isEmpty();
            journal.close();
            assertThat(other.ask("release")).isEqualTo("done");
            assertThat(locks.tryAcquire(COLLECTION, EXCLUSIVE)).isPresent();
        }
    }

    @Test
    void interruptedThreadGetsWhatIsFree() throws Exception {
        try (StoreLocks locks = open()) {
            Thread.currentThread().interrupt();
            Held held = locks.acquire(COLLECTION, EXCLUSIVE, LONG);

            assertThat(Thread.interrupted()).isTrue();
            held.close();
        }
    }

    @Test
    void secondProcessWaitsUntilTheFirstReleases() throws Exception {
        try (StoreLocks locks = open();
                OtherProcess other = new OtherProcess(folder.resolve("lock"))) {
            assertThat(other.ask("SHARED")).isEqualTo("done");
            assertThat(other.ask("release")).isEqualTo("done");
            Held held = locks.acquire(COLLECTION, SHARED, LONG);
            other.tell("wait");
            awaitThat(() -> {
                Optional<Held> again = locks.tryAcquire(COLLECTION, SHARED);
                again.ifPresent(Held::close);
                return again.isEmpty(); // others wait exclusively, so nobody begins to share it now
            });

            assertThat(other.hasAnswered()).isFalse();

            held.close();
            assertThat(other.answer()).isEqualTo("done");
            assertThat(locks.tryAcquire(COLLECTION, SHARED)).isEmpty();
        }
    }

    @Test
    void processesShareALock() throws Exception {
        try (StoreLocks locks = open();
                OtherProcess other = new OtherProcess(folder.resolve("lock"))) {
            Held held = locks.acquire(COLLECTION, SHARED, LONG);
            assertThat(other.ask("SHARED")).isEqualTo("done");
            held.close();
            assertThat(locks.tryAcquire(COLLECTION, EXCLUSIVE)).isEmpty();
            assertThat(other.ask("release")).isEqualTo("done");
            assertThat(locks.tryAcquire(COLLECTION, EXCLUSIVE)).isPresent();
        }
    }

    @Test
    void killedProcessFreesItsLocks() throws Exception {
        try (StoreLocks locks = open();
                OtherProcess other = new OtherProcess(folder.resolve("lock"))) {
            assertThat(other.ask("EXCLUSIVE")).isEqualTo("done");
            Waiter waiter = new Waiter(() -> locks.acquire(COLLECTION, EXCLUSIVE, LONG));
            waiter.awaitParked();

            other.kill();

            waiter.result().close();
        }
    }

    @Test
    void closingOneUserReleasesItsLocksOnly() throws Exception {
        try (OtherProcess other = new OtherProcess(folder.resolve("lock"))) {
            StoreLocks first = open();
            StoreLocks second = open();
            Held kept = first.acquire(COLLECTION, EXCLUSIVE, LONG);
            second.acquire(JOURNAL, EXCLUSIVE, LONG);

            second.close();

            assertThat(first.tryAcquire(JOURNAL, EXCLUSIVE)).isPresent();
            assertThat(other.ask("SHARED")).isEqualTo("busy");
            first.close();
            assertThat(other.ask("SHARED")).isEqualTo("done");
            kept.close();
            first.close();
        }
    }

    @Test
    void closedLocksGiveNone() {
        StoreLocks locks = open();
        StoreLocks other = open();
        locks.close();

        assertThatThrownBy(() -> locks.tryAcquire(COLLECTION, SHARED)).isInstanceOf(IllegalStateException.class);
        assertThat(other.tryAcquire(COLLECTION, EXCLUSIVE)).isPresent();
        other.close();
    }

    @Test
    void secondBundleIsRefusedAndTakesNoLockAway() throws Exception {
        try (StoreLocks locks = open();
                OtherProcess other = new OtherProcess(folder.resolve("lock"));
                URLClassLoader bundle = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
            Held held = locks.acquire(COLLECTION, EXCLUSIVE, LONG);
            Class<?> copy = bundle.loadClass(StoreLocks.class.getName());

            assertThatThrownBy(() -> copy.getMethod("open", Path.class).invoke(null, folder.resolve("lock")))
                    .isInstanceOf(InvocationTargetException.class)
                    .cause()
                    .hasMessageContaining("another bundle of this JVM");
            assertThat(copy).isNotEqualTo(StoreLocks.class);
            assertThat(other.ask("SHARED")).isEqualTo("busy");
            held.close();
            assertThat(other.ask("SHARED")).isEqualTo("done");
        }
    }

    @Test
    void threadsNeverHaveAnExclusiveLockTogether() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (StoreLocks locks = open()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                all.add(threads.submit(() -> {
                    for (int n = 0; n < 200; n++) {
                        try (Held held = locks.acquire(COLLECTION, EXCLUSIVE, LONG)) {
                            assertThat(held.key()).isEqualTo(COLLECTION);
                            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                            inside.decrementAndGet();
                        }
                        locks.acquire(COLLECTION, SHARED, LONG).close();
                    }
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(most).hasValue(1);
    }

    @Test
    void lockFileStaysEmpty() throws Exception {
        try (StoreLocks locks = open();
                Held held = locks.acquire(LockKey.ofDigest("z".repeat(12)), EXCLUSIVE, LONG)) {
            assertThat(held.mode()).isEqualTo(EXCLUSIVE);
            assertThat(locks.isReadOnly()).isFalse();
            assertThat(Files.size(folder.resolve("lock"))).isZero();
        }
    }

    private StoreLocks open() {
        return StoreLocks.open(folder.resolve("lock"));
    }

    private static URL[] classPath() throws Exception {
        List<URL> urls = new ArrayList<>();
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        for (String entry : path.split(File.pathSeparator, -1)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        return urls.toArray(URL[]::new);
    }

    private static void awaitThat(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + LONG.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    /** A thread that waits for a lock. */
    private static final class Waiter {
        private final FutureTask<Held> task;
        private final Thread thread;

        Waiter(Callable<Held> acquire) {
            task = new FutureTask<>(acquire);
            thread = new Thread(task, "waiter");
            thread.start();
        }

        void awaitParked() throws Exception {
            awaitThat(() -> thread.getState() == Thread.State.TIMED_WAITING);
        }

        Held result() throws Exception {
            return task.get(LONG.toSeconds(), TimeUnit.SECONDS);
        }
    }
}
