// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.luarium.store.internal.StoreFixture.list;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.store.CollectOptions;
import org.luarium.store.CollectReport;
import org.luarium.store.Generation;
import org.luarium.store.Ref;
import org.luarium.store.VerifyOptions;

@Timeout(180)
class SeveralProcessesTest {
    private static final int HALTED = 9;

    @TempDir
    private Path directory;

    private Path root() {
        return directory.resolve("store");
    }

    @Test
    void append121_twoProcessesLoseNothing() throws Exception {
        int count = 40;
        List<Process> processes = new ArrayList<>();
        List<BufferedReader> outputs = new ArrayList<>();
        try (StoreFixture fixture = new StoreFixture(root())) {
            for (String prefix : List.of("a", "b")) {
                Process process = StoreFixture.java(
                        OtherStore.class, "realize", root().toString(), prefix, String.valueOf(count));
                processes.add(process);
                outputs.add(process.inputReader(UTF_8));
            }
            for (BufferedReader output : outputs) {
                assertThat(output.readLine()).isEqualTo("ready");
            }
            for (Process process : processes) {
                process.outputWriter(UTF_8).append('\n').flush();
            }
            for (int i = 0; i < count; i++) {
                fixture.put("c" + i, "c" + i);
            }
            for (int i = 0; i < 2; i++) {
                assertThat(outputs.get(i).readLine()).startsWith("done");
                assertThat(processes.get(i).waitFor()).isZero();
            }

            assertThat(fixture.store.derivations()).hasSize(3 * count + 1);
            assertThat(fixture.store.usage()).hasSize(3 * count + 1);
        }
        try (StoreFixture again = new StoreFixture(root())) {
            assertThat(again.store.usage()).hasSize(3 * count + 1);
            assertThat(again.store.verify(VerifyOptions.all()))
                    .matches(report ->
                            report.isGood() && report.foreign().isEmpty() && report.objects() == 3 * count + 1);
        }
    }

    @Test
    void collect113_isFinishedByTheNextOneAfterAKillInTheSweep() throws Exception {
        int count = 400;
        Ref.RRef kept;
        try (StoreFixture fixture = new StoreFixture(root())) {
            Ref.RRef last = fixture.put("first", "1");
            for (int i = 0; i < count; i++) {
                last = fixture.put("n" + i, "1", last);
            }
            kept = fixture.put("kept", "1");
            fixture.store.addRoot("kept", kept);
        }

        assertThat(StoreFixture.java(OtherStore.class, "collectAndDie", root().toString())
                        .waitFor())
                .isEqualTo(HALTED);

        try (StoreFixture fixture = new StoreFixture(root())) {
            assertThat(fixture.store.verify(VerifyOptions.all()).problems()).isEmpty();
            for (Ref.RRef ref : fixture.store.usage().keySet()) {
                assertThat(fixture.store.context(ref).values())
                        .allSatisfy(refs -> assertThat(refs).allMatch(fixture::has));
            }
            CollectReport report = fixture.store.collect(CollectOptions.all());

            assertThat(report.kept()).isEqualTo(1);
            assertThat(report.foreign()).isEmpty();
            assertThat(fixture.has(kept)).isTrue();
            assertThat(list(root().resolve("objects"))).containsExactly(fixture.object(kept));
            assertThat(list(root().resolve("trash"))).isEmpty();
            assertThat(fixture.store.derivations()).containsExactly(kept.dref());
        }
    }

    @Test
    void aProfileIsOldOrNewWhenTheProcessIsKilled() throws Exception {
        Ref.RRef one;
        try (StoreFixture fixture = new StoreFixture(root())) {
            one = fixture.put("one", "1");
        }
        int seen = 0;
        for (int i = 0; i < 3; i++) {
            Process process = StoreFixture.java(OtherStore.class, "commitAndDie", root().toString(), one.toString());
            try (BufferedReader output = process.inputReader(UTF_8)) {
                assertThat(output.readLine()).isEqualTo("ready");
                assertThat(output.readLine()).isEqualTo("0");
                seen++;
                process.toHandle().destroyForcibly(); // which leaves what it has said to be read
                for (String line = output.readLine(); line != null; line = output.readLine()) {
                    seen++;
                }
                process.waitFor();
            }
            try (StoreFixture fixture = new StoreFixture(root())) {
                List<Generation> all = fixture.store.profile("p").generations();
                Generation current = fixture.store.profile("p").current().orElseThrow();

                assertThat(all.size()).isBetween(seen, seen + i + 1);
                assertThat(current).isEqualTo(all.get(all.size() - 1));
                assertThat(current.number()).isEqualTo(all.size());
                assertThat(current.entries()).containsValue(one);
                assertThat(fixture.store.collect(CollectOptions.all()).removed())
                        .isEmpty();
            }
        }
    }

    @Test
    void leaseOfAProcessThatWasKilledKeepsNothing() throws Exception {
        Ref.RRef one;
        try (StoreFixture fixture = new StoreFixture(root())) {
            one = fixture.put("one", "1");
            // What a dead process leaves: the file without the lock
            Files.writeString(root().resolve("leases/6a3c2c4e-6d0c-4f4b-9a39-3f0f8b6f6f6f"), one + "\n");

            assertThat(fixture.store.collect(CollectOptions.all()).removed()).containsOnlyKeys(one);
            assertThat(list(root().resolve("leases"))).isEmpty();
        }
    }

    @Test
    void open122_aStoreCanBeReadWithoutPermissionToWrite() throws Exception {
        assumeTrue(
                !"root".equals(System.getProperty("user.name")) || Files.isExecutable(Path.of("/usr/bin/setpriv")),
                "setpriv is not installed");
        Ref.RRef base;
        Ref.RRef top;
        try (StoreFixture fixture = new StoreFixture(root())) {
            base = fixture.put("base", "1");
            top = fixture.put("top", "2", base);
            fixture.store.addRoot("r", top);
            fixture.store.profile("p").commit(Map.of("a", top), "note");
        }
        Path outside = Files.createDirectory(directory.resolve("outside"));
        openToOthers(directory);
        Files.setPosixFilePermissions(outside, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.setPosixFilePermissions(root(), PosixFilePermissions.fromString("r-xr-xr-x"));

        Process process = StoreFixture.javaWithoutPermissions(
                Files.createDirectory(directory.resolve("classes")),
                OtherStore.class,
                "read",
                root().toString(),
                top.toString(),
                outside.toString());
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        Files.setPosixFilePermissions(root(), PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThat(said.lines())
                .containsExactly(
                        "objects 2",
                        "context " + base,
                        "dependents " + top,
                        "text 2",
                        "roots " + Map.of("r", top),
                        "generation 1 note",
                        "verified 2 true",
                        "copy 2",
                        "link 2",
                        "refused 7");
        assertThat(process.waitFor()).isZero();
    }

    /** Temporary folders are closed to others. */
    private static void openToOthers(Path folder) throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
