// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.luarium.store.internal.StoreFixture.list;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.store.ObjectNotFoundException;
import org.luarium.store.Ref;
import org.luarium.store.VerifyOptions;
import org.luarium.store.VerifyReport;
import org.luarium.store.internal.disk.Staging;
import org.luarium.store.internal.verify.Repair;
import org.luarium.store.internal.verify.Verifier;

class VerifierTest {
    @TempDir
    private Path directory;

    private StoreFixture fixture;
    private StoreImpl store;

    @BeforeEach
    void open() {
        fixture = new StoreFixture(directory.resolve("store"));
        store = fixture.store;
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private void tamper(Ref.RRef ref, String content) throws IOException {
        Path file = fixture.tree(ref).resolve("file");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        Files.writeString(file, content);
    }

    private VerifyReport repair(Repair source) {
        return new Verifier(fixture.disk, source).verify(VerifyOptions.all().repairing());
    }

    private Repair supplying(String content) {
        return damaged -> {
            Staging staging = fixture.disk.stage();
            try {
                Files.writeString(staging.tree().resolve("file"), content);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return Optional.of(staging);
        };
    }

    @Test
    void findsNothingWrongInAGoodStore() {
        fixture.put("one", "12345");
        fixture.put("two", "123");
        List<Long> progress = new ArrayList<>();

        VerifyReport report = store.verify(VerifyOptions.all().reportingTo(progress::add));

        assertThat(report).isEqualTo(new VerifyReport(2, 8, List.of(), List.of()));
        assertThat(report.isGood()).isTrue();
        assertThat(progress).isSorted().last().isEqualTo(8L);
    }

    @Test
    void findsContentThatWasChangedAddedOrMadeExecutable() throws Exception {
        Ref.RRef good = fixture.put("good", "1");
        Ref.RRef changed = fixture.put("changed", "1");
        Ref.RRef added = fixture.put("added", "1");
        Ref.RRef executable = fixture.put("executable", "1");
        tamper(changed, "2");
        Files.setPosixFilePermissions(fixture.tree(added), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(fixture.tree(added).resolve("more"), "");
        Files.setPosixFilePermissions(
                fixture.tree(executable).resolve("file"), PosixFilePermissions.fromString("r-xr-xr-x"));

        VerifyReport report = store.verify(VerifyOptions.all());

        assertThat(report.objects()).isEqualTo(4);
        assertThat(report.isGood()).isFalse();
        assertThat(report.problems())
                .extracting(VerifyReport.Problem::ref)
                .containsExactlyInAnyOrder(changed, added, executable)
                .isSorted();
        assertThat(report.problems())
                .allSatisfy(problem -> assertThat(problem.text()).contains("has the hash sha256:"));
        assertThat(store.verify(VerifyOptions.all().only(Set.of(good))))
                .isEqualTo(new VerifyReport(1, 1, List.of(), List.of()));
    }

    @Test
    void findsMissingFoldersAndManifests() throws Exception {
        Ref.RRef noFolder = fixture.put("a", "1");
        Ref.RRef noManifest = fixture.put("b", "1");
        Ref.RRef wrongManifest = fixture.put("c", "1");
        Ref.RRef brokenManifest = fixture.put("d", "1");
        fixture.disk.discard(fixture.object(noFolder));
        Path right = Files.copy(fixture.object(noManifest).resolve("manifest"), directory.resolve("copy"));
        for (Ref.RRef ref : List.of(noManifest, wrongManifest, brokenManifest)) {
            Files.setPosixFilePermissions(fixture.object(ref), PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.delete(fixture.object(ref).resolve("manifest"));
        }
        Files.copy(right, fixture.object(wrongManifest).resolve("manifest"));
        Files.writeString(fixture.object(brokenManifest).resolve("manifest"), "{}");

        VerifyReport report = store.verify(VerifyOptions.all());

        assertThat(report.problems())
                .extracting(problem -> problem.ref().name() + ": " + problem.text())
                .satisfiesExactlyInAnyOrder(
                        text -> assertThat(text).isEqualTo("a: its folder is missing"),
                        text -> assertThat(text).isEqualTo("b: its manifest is missing"),
                        text -> assertThat(text).startsWith("c: its manifest is that of " + noManifest),
                        text -> assertThat(text).startsWith("d: its manifest cannot be read"));

        VerifyReport repaired = store.verify(VerifyOptions.all().repairing());

        assertThat(repaired.problems())
                .filteredOn(VerifyReport.Problem::repaired)
                .extracting(VerifyReport.Problem::ref)
                .containsExactlyInAnyOrder(noManifest, wrongManifest, brokenManifest);
        assertThat(fixture.object(noManifest).resolve("manifest")).hasSameTextualContentAs(right);
        assertThat(store.verify(VerifyOptions.all()).problems())
                .extracting(VerifyReport.Problem::ref)
                .containsExactly(noFolder);
    }

    @Test
    void verify119_repairRestoresContent() throws Exception {
        Ref.RRef changed = fixture.put("changed", "right");
        Ref.RRef missing = fixture.put("missing", "right");
        tamper(changed, "wrong");
        fixture.disk.discard(fixture.object(missing));

        VerifyReport report = repair(supplying("right"));

        assertThat(report.problems()).hasSize(2).allMatch(VerifyReport.Problem::repaired);
        assertThat(report.isGood()).isTrue();
        assertThat(fixture.tree(changed).resolve("file")).hasContent("right");
        assertThat(fixture.tree(missing).resolve("file")).hasContent("right");
        assertThat(store.verify(VerifyOptions.all()).problems()).isEmpty();
        assertThat(list(fixture.root.resolve("trash"))).isEmpty();
        assertThat(list(fixture.root.resolve("tmp"))).isEmpty();
    }

    @Test
    void verify119_repairTakesNothingElse() throws Exception {
        Ref.RRef changed = fixture.put("changed", "right");
        tamper(changed, "wrong");

        VerifyReport report = repair(supplying("wrong too"));

        assertThat(report.problems()).singleElement().matches(problem -> !problem.repaired());
        assertThat(fixture.tree(changed).resolve("file")).hasContent("wrong");
        assertThat(list(fixture.root.resolve("tmp"))).isEmpty();
        assertThat(repair(Repair.NONE).isGood()).isFalse();
    }

    @Test
    void repairMakesReadOnlyAgain() throws Exception {
        Ref.RRef one = fixture.put("one", "1");
        Path file = fixture.tree(one).resolve("file");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        Files.setPosixFilePermissions(fixture.object(one), PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThat(store.verify(VerifyOptions.all()).problems()).isEmpty();
        assertThat(repair(Repair.NONE).problems()).isEmpty();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("r--r--r--");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(fixture.object(one))))
                .isEqualTo("r-xr-xr-x");
    }

    @Test
    void verify116_reportsForeignFiles() throws Exception {
        fixture.put("one", "1");
        Path foreign = Files.writeString(fixture.root.resolve("objects/notes"), "n");

        VerifyReport report = store.verify(VerifyOptions.all());

        assertThat(report.foreign()).containsExactly(foreign);
        assertThat(report.isGood()).isTrue();
    }

    @Test
    void refusesWhatIsNotThere() {
        Ref.RRef gone = fixture.put("gone", "1");
        store.remove(gone);

        assertThatThrownBy(() -> store.verify(VerifyOptions.all().only(Set.of(gone))))
                .isInstanceOf(ObjectNotFoundException.class);
    }

    @Test
    @Timeout(60)
    void anInterruptCancels() throws Exception {
        for (int i = 0; i < 20; i++) {
            fixture.put("n" + i, "1");
        }
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        AtomicReference<Boolean> flag = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            try {
                store.verify(VerifyOptions.all().reportingTo(bytes -> {
                    begun.countDown();
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }));
            } catch (RuntimeException e) {
                thrown.set(e);
                flag.set(Thread.currentThread().isInterrupted());
            }
        });
        thread.start();
        begun.await();

        thread.interrupt();
        thread.join();

        assertThat(thrown.get()).isInstanceOf(CancellationException.class);
        assertThat(flag.get()).isTrue();
    }
}
