// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.distribution.Luarium.Result;
import org.luarium.distribution.Luarium.Running;

/** Persistent VMs and their sessions, by the executable jar: what one JVM leaves, the next one on the same home finds. */
final class PersistentIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** A keeper without VMs ends when it has heard from nobody for ten seconds. */
    private static final Duration KEEPER = Duration.ofSeconds(20);

    private static final int KILLS = 5;
    private static final String PROMPT = "luarium> ";
    private static final String SPIN = "local t = os.clock() while os.clock() - t < ";

    @TempDir
    private Path directory;

    private Luarium luarium;

    @BeforeEach
    void prepare() {
        luarium = Luarium.jar(directory.resolve("home"));
    }

    @AfterEach
    void leavesNothingButAKeeperThatWillEnd() {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> luarium.processes().stream().allMatch(PersistentIT::isIdleKeeper));
    }

    private static boolean isIdleKeeper(String process) {
        long pid = Long.parseLong(process.substring(0, process.indexOf(' ')));
        return process.contains("/fifo/keeper")
                && ProcessHandle.of(pid).stream()
                        .flatMap(ProcessHandle::descendants)
                        .findAny()
                        .isEmpty();
    }

    /** Runs commands in a shell that ends in an orderly way, and gives what each of them printed. */
    private List<String> shell(String... commands) throws Exception {
        byte[] input = (String.join("\n", commands) + "\n").getBytes(StandardCharsets.UTF_8);
        Result result = luarium.runWithInput(input);
        // Gogo's runtime sometimes stumbles when it stops: its weak map of sessions gives one that is collected
        // already.
        assertThat(result.err().lines()).allMatch(line -> line.contains("Bundle org.apache.felix.gogo.runtime "));
        assertThat(result.code()).isZero();
        return outputs(result.out()).subList(0, commands.length);
    }

    private static List<String> outputs(String seen) {
        return Pattern.compile(PROMPT).splitAsStream(seen).skip(1).toList();
    }

    /** A shell that has run these commands and stays. */
    private Running staying(String... commands) throws Exception {
        Running running = luarium.start();
        running.type(String.join("\n", commands) + "\necho begun\n");
        await().atMost(PATIENCE).until(() -> running.seen().contains(PROMPT + "begun\n"));
        return running;
    }

    private void kill(Running running) throws Exception {
        running.signal("KILL");
        assertThat(running.await().code()).isEqualTo(137);
    }

    private static String numbers(int last) {
        return IntStream.rangeClosed(1, last).mapToObj(i -> i + "\n").collect(Collectors.joining());
    }

    private static long pid(String info) {
        Matcher process = Pattern.compile("(?m)^process +(\\d+)$").matcher(info);
        assertThat(process.find()).as(info).isTrue();
        return Long.parseLong(process.group(1));
    }

    /** What is enforced, as vm:info shows it. */
    private static String confinement(String info) {
        return info.lines().dropWhile(line -> !line.startsWith("confinement")).collect(Collectors.joining("\n"));
    }

    private static void awaitEndOf(long pid) {
        await().atMost(PATIENCE).until(() -> {
            try {
                // The keeper leaves what has ended to the next JVM.
                return Files.readString(Path.of("/proc", Long.toString(pid), "stat"))
                        .contains(") Z ");
            } catch (IOException e) {
                return true;
            }
        });
    }

    @Test
    void goesOnAfterItsJvmWasKilled() throws Exception {
        String before;
        try (Running first = staying(
                "session:open app --persistent; session:send app 'x = 42'; session:read app",
                "vm:info app",
                "session:send app 'for i = 1, 1500 do print(i) " + SPIN + "0.001 do end end'")) {
            before = outputs(first.seen()).get(1);
            kill(first);
        }

        List<String> found =
                shell("vm:list", "vm:info app", "session:list", "session:read app --timeout 30s", "session:read app");
        assertThat(found.get(0)).containsPattern("(?m)^app +(ready|busy) .* persistent");
        assertThat(found.get(1))
                .containsPattern("(?m)^lifetime +persistent, ")
                .containsPattern("(?m)^adopted +\\d{4}-");
        assertThat(found.get(2)).containsPattern("(?m)^app +app +(ready|busy) .* persistent");
        assertThat(found.get(3)).isEqualTo(numbers(1500));
        assertThat(found.get(4)).isEmpty();
        assertThat(pid(found.get(1))).isEqualTo(pid(before));
        assertThat(confinement(found.get(1))).isNotEmpty().isEqualTo(confinement(before));

        List<String> after = shell(
                "session:send app 'print(x)'; session:read app",
                "session:evaluate app 'io.open(\"/etc/passwd\")'",
                "session:terminate app",
                "vm:list");
        assertThat(after.get(0)).isEqualTo("42\n");
        assertThat(after.get(1)).contains("/etc/passwd: No such file or directory");
        assertThat(after.get(2)).isEqualTo("terminated app\n");
        assertThat(after.get(3)).doesNotContain("app");
        awaitEndOf(pid(before));
        await().atMost(KEEPER).until(luarium::processes, List::isEmpty);
    }

    @Test
    void goesOnAfterAnOrderlyEnd() throws Exception {
        assertThat(luarium.run("-c", "session:open app --persistent; session:send app 'x = 42 print(\"unread\")'")
                        .code())
                .isZero();
        try (Running second = staying("session:send app 'x = x + 1'; session:read app")) {
            assertThat(outputs(second.seen()).get(0)).isEqualTo("unread\n");
            second.signal("TERM");
            assertThat(second.await().code()).isEqualTo(143);
        }

        assertThat(luarium.run("-c", "session:send app 'print(x)'; session:read app; session:terminate app")
                        .out())
                .isEqualTo("43\nterminated app\n");
    }

    @Test
    void tellsHowAVmHasEndedMeanwhile() throws Exception {
        long pid;
        try (Running first = staying(
                "session:open app --persistent",
                "vm:info app",
                "session:send app '" + SPIN + "2 do end print(\"last words\") os.exit(3)'")) {
            pid = pid(outputs(first.seen()).get(1));
            kill(first);
        }
        awaitEndOf(pid);

        List<String> found = shell("vm:list", "vm:info app", "session:info app", "session:read app");
        assertThat(found.get(0)).containsPattern("(?m)^app +dead ");
        assertThat(found.get(1)).containsPattern("(?m)^ended +exit code 3$");
        assertThat(found.get(2)).containsPattern("(?m)^state +exited$");
        assertThat(found.get(3)).isEqualTo("last words\n");
        Result refused = luarium.run("-c", "session:send app 'print(1)'");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("exit 3").hasLineCount(1);
        assertThat(shell("session:terminate app", "vm:list").get(1)).doesNotContain("app");
    }

    @Test
    void isTheOnlyKindThatOutlivesAKill() throws Exception {
        long mortal;
        try (Running first = staying("session:open mortal", "vm:info mortal", "session:open app --persistent")) {
            mortal = pid(outputs(first.seen()).get(1));
            kill(first);
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> !Files.exists(Path.of("/proc", Long.toString(mortal))));

        List<String> found = shell("vm:list", "session:list", "session:terminate app");
        assertThat(found.get(0)).contains("app").doesNotContain("mortal");
        assertThat(found.get(1)).contains("app").doesNotContain("mortal");
    }

    @Test
    void losesNothingToKillsAtAnyMoment() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        long pid = pid(shell("session:open app --persistent --buffer 16M", "session:send app 'n = 0'", "vm:info app")
                .get(2));
        for (int i = 0; i < KILLS; i++) {
            String evaluating = i % 2 == 0 ? "" : "(session:evaluate app '" + SPIN + "0.1 do end') &";
            try (Running running = staying(
                    evaluating,
                    "session:send app 'n = n + 1 for i = 1, 10000 do print(n * 10000 - 10000 + i) end';"
                            + "session:send app '" + SPIN + "0.1 do end'")) {
                LockSupport.parkNanos(Duration.ofMillis(random.nextInt(200)).toNanos());
                kill(running);
            }
        }

        List<String> end = shell(
                "session:read app --timeout 30s",
                "session:events app --json",
                "session:send app 'print(n)'; session:read app",
                "vm:info app",
                "session:terminate app");
        assertThat(end.get(0)).isEqualTo(numbers(KILLS * 10_000));
        List<Integer> events = Pattern.compile("\"sequence\" : (\\d+)")
                .matcher(end.get(1))
                .results()
                .map(number -> Integer.parseInt(number.group(1)))
                .toList();
        assertThat(events)
                .hasSizeGreaterThan(2 * KILLS)
                .isEqualTo(IntStream.rangeClosed(1, events.size()).boxed().toList());
        assertThat(end.get(2)).isEqualTo(KILLS + "\n");
        assertThat(pid(end.get(3))).isEqualTo(pid);
    }
}
