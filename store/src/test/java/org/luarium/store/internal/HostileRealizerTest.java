// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.luarium.store.Build;
import org.luarium.store.BuildFailedException;
import org.luarium.store.Config;
import org.luarium.store.Realization;
import org.luarium.store.RealizeCancelledException;
import org.luarium.store.Realizer;
import org.luarium.store.Ref;
import org.luarium.store.Stage;
import org.luarium.store.StoreException;
import org.luarium.store.internal.tree.Trees;

/** Realizers that do what they should not. Whatever it is, the store stays as it was. */
final class HostileRealizerTest {
    @RegisterExtension
    final StoreExtension stores = new StoreExtension();

    private Realization treasure() {
        return stores.store().realize(StoreExtension.text("treasure", "gold")).one();
    }

    @AfterEach
    void nothingIsLost() throws IOException {
        assertThat(treasure().path().resolve("text")).hasContent("gold");
        Path root = stores.root();
        stores.store().close();
        Health.check(root);
        stores.reopen();
    }

    private static Stage<Ref.DRef> stage(Realizer realizer) {
        return plan -> plan.derive(Config.builder("hostile").build(), Realizer.of("hostile", realizer));
    }

    /** A realizer that fails, and what the message says of it. */
    record Case(String name, Realizer realizer, String message) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> failures() {
        return Stream.of(
                new Case("throws an exception", build -> fail(new IOException("no luck")), "no luck"),
                new Case("throws a runtime exception", build -> fail(new IllegalStateException("odd")), "odd"),
                new Case("throws an error", build -> fail(new AssertionError("wrong")), "wrong"),
                new Case("overflows the stack", build -> recurse(0), "StackOverflowError"),
                new Case("says to be out of memory", build -> fail(new OutOfMemoryError("pretended")), "pretended"),
                new Case("throws an error of its own", build -> fail(new Unspeakable()), "Unspeakable"),
                new Case("returns nothing", build -> {}, "made no output"),
                new Case("deletes its output", build -> Files.delete(build.out()), "is no folder"),
                new Case("replaces its output by a file", HostileRealizerTest::becomeFile, "is no folder"),
                new Case("replaces its output by a link", HostileRealizerTest::becomeLink, "is no folder"),
                new Case("makes a pipe", build -> build.exec("mkfifo", build.out() + "/pipe"), "is a device"),
                new Case("makes a program that changes who runs it", HostileRealizerTest::setUserId, "set-user-id"),
                new Case("runs a program that is not there", build -> build.exec("no-such-program"), "no-such-program"),
                new Case("runs a program that fails", build -> build.exec("sh", "-c", "echo why; exit 3"), "why"),
                new Case("runs no program at all", build -> build.exec(), "is no command"),
                new Case("asks for no outputs", build -> build.outs(0), "outputs must be"),
                new Case("copies to elsewhere", build -> build.copy(build.out(), Path.of("/tmp/x")), "is neither in"));
    }

    private static void fail(Throwable problem) throws Exception {
        if (problem instanceof Error error) {
            throw error;
        }
        throw (Exception) problem;
    }

    private static int recurse(int depth) {
        return depth < 0 ? depth : recurse(depth + 1) + 1;
    }

    private static final class Unspeakable extends Error {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("it has no message");
        }
    }

    private static void becomeFile(Build build) throws IOException {
        Path out = build.out();
        Files.delete(out);
        Files.writeString(out, "file");
    }

    private static void becomeLink(Build build) throws IOException {
        Path out = build.out();
        Files.delete(out);
        Files.createSymbolicLink(out, Path.of("/usr"));
    }

    private static void setUserId(Build build) {
        build.exec("sh", "-c", "touch $out/program; chmod 4755 $out/program");
    }

    @ParameterizedTest
    @MethodSource("failures")
    void failureNamesTheDerivationAndTheLogAndLeavesNothing(Case hostile) throws Exception {
        treasure();
        List<String> before = names("objects");
        AtomicReference<Ref.DRef> dref = new AtomicReference<>();

        Throwable problem = catchThrowable(() -> stores.store().realize(stage(build -> {
            dref.set(build.dref());
            build.log().write("it was here".getBytes(StandardCharsets.UTF_8));
            hostile.realizer().build(build);
        })));

        assertThat(problem).isInstanceOfSatisfying(BuildFailedException.class, failed -> {
            assertThat(failed).hasMessageContaining(hostile.message());
            assertThat(failed.dref()).isEqualTo(dref.get());
            assertThat(failed).hasMessageContaining(dref.get().toString());
            assertThat(failed.log().orElseThrow()).content().startsWith("it was here");
            assertThat(failed).hasMessageContaining(failed.log().orElseThrow().toString());
        });
        assertThat(names("objects")).isEqualTo(before);
        assertThat(names("tmp")).isEmpty();
    }

    private List<String> names(String folder) throws IOException {
        return Health.list(stores.root().resolve(folder)).stream()
                .map(path -> path.getFileName().toString())
                .toList();
    }

    private Realization realize(Realizer realizer) {
        return stores.store().realize(stage(realizer)).one();
    }

    @Test
    void processesThatAProgramLeavesBehindAreKilled() throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/proc/self")), "no /proc");
        Path pids = stores.directory().resolve("pids");

        realize(build -> {
            build.exec(
                    "sh",
                    "-c",
                    "sleep 1001 & echo $! >> " + pids + "; (setsid sleep 1002 & echo $! >> " + pids
                            + ") ; touch $out/done");
        });

        List<ProcessHandle> left = new ArrayList<>();
        for (String pid : Files.readAllLines(pids)) {
            ProcessHandle.of(Long.parseLong(pid)).ifPresent(left::add);
        }
        assertThat(Files.readAllLines(pids)).hasSize(2);
        await().until(() -> left.stream().noneMatch(HostileRealizerTest::isRunning));
    }

    private static boolean isRunning(ProcessHandle process) {
        try {
            String status = Files.readString(Path.of("/proc", String.valueOf(process.pid()), "status"));
            return !status.contains("State:\tZ");
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void realizerThatHangsIsLeftAloneWhenItIsCancelled() throws Exception {
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        AtomicReference<Throwable> problem = new AtomicReference<>();
        Thread caller = new Thread(() -> problem.set(catchThrowable(() -> realize(build -> {
            hanging.countDown();
            awaitDeaf(released);
            try {
                build.exec("sh", "-c", "touch $out/too-late");
            } finally {
                over.countDown();
            }
        }))));
        caller.start();
        hanging.await();

        caller.interrupt();
        caller.join();

        assertThat(problem.get()).isInstanceOf(RealizeCancelledException.class);
        treasure();
        released.countDown();
        over.await();
        await().until(() -> names("tmp").isEmpty());
        assertThat(names("objects")).hasSize(1);
        await().until(() -> stores.store()
                        .realize(StoreExtension.text("after", "x"))
                        .targets()
                        .size()
                == 1);
    }

    private static void awaitDeaf(CountDownLatch latch) {
        boolean done = false;
        while (!done) {
            try {
                latch.await();
                done = true;
            } catch (InterruptedException e) {
                // that is the point
            }
        }
    }

    @Test
    void realizerThatInterruptsItselfIsCancelled() {
        Throwable problem = catchThrowable(() -> realize(build -> {
            Files.writeString(build.out().resolve("x"), "x");
            Thread.currentThread().interrupt();
        }));

        assertThat(problem).isInstanceOf(StoreException.class).hasMessageContaining("hostile");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void logThatARealizerClosesGoesOn() throws Exception {
        Throwable problem = catchThrowable(() -> realize(build -> {
            try (Writer log = new OutputStreamWriter(build.log(), StandardCharsets.UTF_8)) {
                log.write("first ");
            }
            build.exec("echo", "second");
            throw new IOException("third");
        }));

        assertThat(problem)
                .isInstanceOfSatisfying(
                        BuildFailedException.class,
                        failed -> assertThat(failed.log().orElseThrow()).hasContent("first second\n"));
    }

    @Test
    void buildThatIsOverCanNeitherLogNorWriteNorRun() throws Exception {
        AtomicReference<Build> kept = new AtomicReference<>();
        AtomicReference<OutputStream> log = new AtomicReference<>();
        realize(build -> {
            kept.set(build);
            log.set(build.log());
            Files.writeString(build.out().resolve("x"), "x");
        });
        List<Consumer<Build>> late = List.of(Build::scratch, build -> build.exec("true"), build -> build.outs(2));

        for (Consumer<Build> each : late) {
            assertThat(catchThrowable(() -> each.accept(kept.get()))).isNotNull();
        }
        assertThat(catchThrowable(() -> log.get().write('x'))).isInstanceOf(IOException.class);
        assertThat(names("attempts")).isEmpty();
        assertThat(names("tmp")).isEmpty();
    }

    @Test
    void whatIsBesideTheOutputDoesNotEnterTheStoreAndLinksThereAreNotFollowed() throws Exception {
        Path victim = Files.writeString(stores.directory().resolve("victim"), "untouched");

        Realization made = realize(build -> {
            Path beside = build.out().getParent();
            Files.createSymbolicLink(beside.resolve("manifest"), victim);
            Files.createDirectories(beside.resolve("more").resolve("of it"));
            Files.writeString(build.out().resolve("x"), "x");
        });

        assertThat(victim).hasContent("untouched");
        assertThat(Health.list(made.path().getParent()).stream().map(Path::getFileName))
                .containsExactly(Path.of("manifest"), Path.of("tree"));
    }

    @Test
    void modesOfTheWorkingFoldersDoNotMatter() throws Exception {
        Realization made = realize(build -> {
            Path inner = Files.createDirectories(build.out().resolve("inner"));
            Files.writeString(inner.resolve("secret"), "x");
            build.exec("sh", "-c", "chmod 0 $out/inner/secret $out/inner $out; chmod 7777 " + build.scratch());
        });

        assertThat(made.path().resolve("inner").resolve("secret")).hasContent("x");
        assertThat(names("tmp")).isEmpty();
    }

    @Test
    void tenThousandFilesAreAnObject() throws Exception {
        Realization made = realize(build -> {
            for (int i = 0; i < 10_000; i++) {
                Files.createFile(build.out().resolve("file-" + i));
            }
        });

        assertThat(Health.list(made.path())).hasSize(10_000);
    }

    @Test
    void clockThatJumpsChangesNoName() throws Exception {
        List<Instant> times = List.of(
                Instant.EPOCH, Instant.MAX, Instant.MIN, Instant.parse("1969-01-01T00:00:00.000000001Z"), Instant.MAX);
        AtomicInteger asked = new AtomicInteger();
        Settings usual = Settings.defaults();
        Realization expected = treasure();

        stores.reopen(new Settings(
                usual.jobs(),
                usual.programTime(),
                () -> times.get(asked.getAndIncrement() % times.size()),
                usual.buildRunner()));
        for (int i = 0; i < times.size(); i++) {
            stores.store().realize(StoreExtension.text("jump-" + i, "x"));
        }
        assertThat(catchThrowable(() -> realize(build -> fail(new IOException("later than it began")))))
                .isInstanceOf(BuildFailedException.class);

        assertThat(asked.get()).isGreaterThan(times.size());
        assertThat(stores.reopen().derivations()).hasSizeGreaterThan(times.size());
        Files.delete(stores.root().resolve("journal"));
        assertThat(stores.reopen().realize(StoreExtension.text("jump-1", "x")).built())
                .isEmpty();
        assertThat(treasure().ref()).isEqualTo(expected.ref());
    }

    @Test
    void outputThatIsMovedAwayIsMissed() throws Exception {
        Path elsewhere = stores.directory().resolve("elsewhere");
        Throwable problem = catchThrowable(() -> realize(build -> Files.move(build.out(), elsewhere)));

        assertThat(problem).isInstanceOf(BuildFailedException.class);
        Trees.delete(elsewhere);
    }
}
