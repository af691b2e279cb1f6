// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.luarium.core.internal.engine.EngineCatalog;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.Profile;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.HostModule;
import org.luarium.vm.OrphanScript;
import org.luarium.vm.OutputListener;
import org.luarium.vm.Script;
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;

/** JVMs that are killed while a persistent VM works for them, one after the other. */
class KilledHostTest {
    private static final int KILLS = 12;
    private static final int LINES = 300;

    @TempDir
    private Path home;

    /** Does one step after the other, each exactly once, over any number of lives; as a session would. */
    static final class Victim {
        private final FileChannel output;
        private final Path steps;
        private long lastPlace;

        private Victim(Path home) throws IOException {
            output = FileChannel.open(
                    home.resolve("output"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            steps = home.resolve("steps");
            ByteBuffer header = ByteBuffer.allocate(12);
            long at = 0;
            while (output.read(header.clear(), at) == 12 && output.size() >= at + 12 + header.getInt(8)) {
                lastPlace = header.getLong(0);
                at += 12 + header.getInt(8);
            }
            output.truncate(at);
            output.position(at);
        }

        public static void main(String[] arguments) throws Exception {
            Path home = Path.of(arguments[0]);
            Path run = Files.createTempDirectory(home, "run");
            TestHost host = new TestHost("fifo", HostConfig.defaults(), run);
            host.keep(home.resolve("keepers"));
            if (arguments[1].equals("create")) {
                create(host);
            }
            new Victim(home).work(host, Profile.valueOf(arguments[1]), arguments[2], arguments.length > 3);
            host.close();
        }

        private static void create(TestHost host) {
            host.manager().list().forEach(vm -> host.manager().remove(vm.id()));
            System.out.println("ready:");
            for (int i = 0; ; i++) {
                Vm vm = host.manager()
                        .create(VmConfig.builder("v" + i).persistent(true).build());
                if (i % 3 == 0) {
                    vm.close();
                } else if (i % 5 == 0) {
                    vm.reset();
                }
            }
        }

        private void work(TestHost host, Profile profile, String engine, boolean last) throws Exception {
            int begun = count("B");
            int done = count("D");
            Optional<Vm> found = host.manager().find("kept");
            Vm vm = found.isPresent()
                    ? found.get()
                    : host.manager()
                            .create(VmConfig.builder("kept")
                                    .persistent(true)
                                    .engine(engine)
                                    .confinement(Confinement.of(profile))
                                    .build());
            CompletableFuture<ExecutionResult> result = null;
            Optional<OrphanScript> orphan = vm.orphan();
            if (orphan.isPresent()) {
                result = orphan.get().resume(listener(), most -> new byte[0]);
                if (begun == done || !orphan.get().label().equals("step " + begun)) {
                    result.join();
                    result = null;
                }
            }
            vm.provide(
                    "probe",
                    HostModule.builder()
                            .function("tick", (caller, given) -> given)
                            .build());
            System.out.println(
                    "ready: " + vm.info().pid() + " " + vm.info().confinement().level());
            if (begun > done) {
                finish(begun, result == null ? vm.executeAsync(step(begun)) : result);
            }
            while (!last) {
                begun++;
                note("B");
                finish(begun, vm.executeAsync(step(begun)));
            }
            System.out.println(
                    "n: " + vm.execute("return n .. ' ' .. failed").value().asString() + " " + begun);
            vm.close();
        }

        private void finish(int number, CompletableFuture<ExecutionResult> result) throws IOException {
            ExecutionResult ended = result.join();
            if (ended.value().asLong() != number) {
                note("W");
            }
            note("D");
        }

        private Script step(int number) {
            String code = "n = (n or 0) + 1 for i = 1, " + LINES + " do print(n .. ':' .. i) end failed = failed or 0 "
                    + "local ok, why = pcall(probe.tick, n) if not ok then failed = failed + 1 end"
                    + " -- " + "x".repeat(number % 7 == 0 ? 100_000 : 10) + "\nreturn n";
            return Script.of(code).withEcho(false).withLabel("step " + number).withOutput(listener());
        }

        private OutputListener listener() {
            return new OutputListener() {
                @Override
                public void output(Stream stream, byte[] bytes) {
                    throw new IllegalStateException("no place");
                }

                @Override
                public void output(Stream stream, byte[] bytes, long place) {
                    if (place > lastPlace) {
                        lastPlace = place;
                        ByteBuffer record = ByteBuffer.allocate(12 + bytes.length);
                        record.putLong(place).putInt(bytes.length).put(bytes).flip();
                        try {
                            output.write(record);
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    }
                }
            };
        }

        private void note(String what) throws IOException {
            Files.writeString(steps, what, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }

        private int count(String what) throws IOException {
            return Files.exists(steps)
                    ? (int) Files.readString(steps)
                            .chars()
                            .filter(c -> c == what.charAt(0))
                            .count()
                    : 0;
        }
    }

    @ParameterizedTest
    @CsvSource({"TRUSTED, 5.1", "UNTRUSTED, embedded"})
    void loseNothingAndDoNothingTwice(String profile, String engine) throws Exception {
        assumeTrue(
                new EngineCatalog(home, System.getenv("PATH"))
                        .list().stream()
                                .anyMatch(known -> known.usable()
                                        && (engine.equals("embedded")
                                                || known.name().contains(engine))),
                "an engine " + engine);
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        String first = null;
        for (int i = 0; i < KILLS; i++) {
            try (ChildJvm jvm = new ChildJvm(List.of(), List.of(), Victim.class, home, profile, engine)) {
                String ready = jvm.await("ready:");
                first = first == null ? ready : first;
                assertThat(ready).isEqualTo(first);
                LockSupport.parkNanos(Duration.ofMillis(random.nextInt(120)).toNanos());
                jvm.signal("KILL");
                jvm.end();
            }
        }

        String[] last;
        try (ChildJvm jvm = new ChildJvm(List.of(), List.of(), Victim.class, home, profile, engine, "last")) {
            assertThat(jvm.await("ready:")).isEqualTo(first);
            last = jvm.await("n:").split(" ", -1);
            assertThat(jvm.end()).isZero();
        }

        assertThat(home.resolve("steps"))
                .content()
                .as("answers that were wrong")
                .doesNotContain("W");
        assertThat(last[0]).as("steps that were done").isEqualTo(last[2]);
        assertThat(Integer.parseInt(last[1]))
                .as("host functions whose answer was lost")
                .isLessThanOrEqualTo(KILLS);
        assertThat(text()).isEqualTo(expected(Integer.parseInt(last[2])));
        long pid = Long.parseLong(first.split(" ", -1)[0]);
        Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> !Accounting.runs(pid));
    }

    @Test
    void leaveNoProcessThatNobodyKnows() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 10; i++) {
            try (ChildJvm jvm = new ChildJvm(List.of(), List.of(), Victim.class, home, "create")) {
                jvm.await("ready:");
                LockSupport.parkNanos(Duration.ofMillis(random.nextInt(100)).toNanos());
                jvm.signal("KILL");
                jvm.end();
            }
        }
        long keeper;
        try (TestHost host = TestHost.fifo()) {
            host.keep(home.resolve("keepers"));
            keeper = ProcessHandle.of(host.manager()
                            .create(VmConfig.builder("last").persistent(true).build())
                            .info()
                            .pid())
                    .orElseThrow()
                    .parent()
                    .orElseThrow()
                    .pid();
            assertThat(Accounting.descendants(keeper))
                    .hasSize(host.manager().list().size());
            host.manager().list().forEach(vm -> host.manager().remove(vm.id()));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> Accounting.descendants(keeper).isEmpty());
        }
        assertThat(home.resolve("keepers")).isEmptyDirectory();
        Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> !Accounting.runs(keeper));
    }

    private String text() throws IOException {
        StringBuilder text = new StringBuilder();
        try (RandomAccessFile file = new RandomAccessFile(home.resolve("output").toFile(), "r")) {
            while (file.getFilePointer() < file.length()) {
                file.readLong();
                byte[] bytes = new byte[file.readInt()];
                file.readFully(bytes);
                text.append(new String(bytes, StandardCharsets.UTF_8));
            }
        } catch (EOFException e) {
            throw new AssertionError("half a record", e);
        }
        return text.toString();
    }

    private static String expected(int steps) {
        StringBuilder text = new StringBuilder();
        for (int n = 1; n <= steps; n++) {
            for (int i = 1; i <= LINES; i++) {
                text.append(n).append(':').append(i).append('\n');
            }
        }
        return text.toString();
    }
}
