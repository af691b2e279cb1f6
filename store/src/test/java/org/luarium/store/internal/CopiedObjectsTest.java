// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.luarium.store.Config;
import org.luarium.store.Provenance;
import org.luarium.store.Realization;
import org.luarium.store.Realized;
import org.luarium.store.Realizer;
import org.luarium.store.Ref;
import org.luarium.store.Stage;

/** Objects that somebody copies from the folder of one store to that of another. */
final class CopiedObjectsTest {
    @RegisterExtension
    final StoreExtension stores = new StoreExtension();

    private final List<Path> objects = new ArrayList<>();
    private final List<Ref.RRef> refs = new ArrayList<>();

    private static Stage<Ref.DRef> chain() {
        Realizer realizer = Realizer.of("chain", build -> {
            Path inner = Files.createDirectories(build.out().resolve("inner").resolve("empty"));
            Files.writeString(inner.resolveSibling("file"), build.config().name());
            Files.createSymbolicLink(build.out().resolve("link"), Path.of("inner"));
        });
        return plan -> plan.derive(
                Config.builder("top")
                        .set("on", plan.derive(Config.builder("base").build(), realizer))
                        .build(),
                realizer);
    }

    @BeforeEach
    void fillAnotherStore() {
        try (StoreImpl other = new StoreImpl(stores.directory().resolve("other"), Settings.defaults())) {
            Realized<Ref.DRef> realized = other.realize(chain());
            for (List<Realization> each : realized.realizations().values()) {
                objects.add(each.get(0).path().getParent());
                refs.add(each.get(0).ref());
            }
        }
    }

    private Path target(int object) {
        return stores.root().resolve("objects").resolve(objects.get(object).getFileName());
    }

    private void copy(String command, String options, int object) throws Exception {
        Process copy = new ProcessBuilder(
                        command,
                        options,
                        objects.get(object).toString(),
                        stores.root().resolve("objects") + "/")
                .inheritIO()
                .start();
        assertThat(copy.waitFor()).isZero();
    }

    private List<Ref.RRef> present() {
        return refs.stream().filter(ref -> stores.store().find(ref).isPresent()).toList();
    }

    private void assertThatAllIsThere() throws IOException {
        assertThat(present()).isEqualTo(refs);
        Realized<Ref.DRef> realized = stores.store().realize(chain());
        assertThat(realized.built()).isEmpty();
        assertThat(realized.one().provenance().origin()).isEqualTo(Provenance.Origin.FOUND);
        stores.store().close();
        Health.check(stores.root());
    }

    @Test
    void objectsThatAreCopiedAreThereAtTheNextOpening() throws Exception {
        stores.store().close();
        copy("cp", "-a", 1);
        copy("cp", "-a", 0);

        stores.reopen();

        assertThatAllIsThere();
    }

    @Test
    void objectsThatAreCopiedIntoAnOpenStoreAreThereAtTheNextOpening() throws Exception {
        copy("cp", "-a", 0);
        copy("cp", "-a", 1);
        assertThat(present()).isEmpty();

        stores.reopen();

        assertThatAllIsThere();
    }

    @Test
    void objectsThatAreCopiedWithoutTheirModesBecomeReadOnly() throws Exception {
        stores.store().close();
        copy("cp", "-RP", 0);
        copy("cp", "-RP", 1);
        Files.setPosixFilePermissions(target(0), PosixFilePermissions.fromString("rwxrwxrwx"));

        stores.reopen();

        assertThatAllIsThere();
    }

    @Test
    void objectsThatRsyncCopiesAreThereAtTheNextOpening() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/rsync")), "there is no rsync");
        stores.store().close();
        copy("rsync", "-a", 1);
        copy("rsync", "-a", 0);

        stores.reopen();

        assertThatAllIsThere();
    }

    @Test
    void objectWaitsForWhatItDependsOn() throws Exception {
        copy("cp", "-a", 1);
        stores.reopen();
        assertThat(present()).isEmpty();
        stores.reopen();
        assertThat(present()).isEmpty();
        copy("cp", "-a", 0);

        stores.reopen();

        assertThatAllIsThere();
    }

    @Test
    void objectWaitsUntilItIsCopiedToTheEnd() throws Exception {
        copy("cp", "-a", 0);
        copy("cp", "-a", 1);
        Path late = target(0).resolve("tree").resolve("inner").resolve("file");
        Files.setPosixFilePermissions(late.getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.delete(late);
        stores.reopen();
        assertThat(present()).isEmpty();
        stores.store().close();
        Files.writeString(late, "base");

        stores.reopen();

        assertThatAllIsThere();
    }

    @Test
    void objectThatIsDamagedOnTheWayIsNotThere() throws Exception {
        copy("cp", "-RP", 0);
        copy("cp", "-RP", 1);
        Path file = target(1).resolve("tree").resolve("inner").resolve("file");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        Files.writeString(file, "tOp");

        stores.reopen();

        assertThat(present()).containsExactly(refs.get(0));
        assertThat(stores.store().realize(chain()).one().ref()).isEqualTo(refs.get(1));
        stores.store().close();
        Health.check(stores.root());
    }

    @Test
    void objectsThatAreCopiedWhileAnotherOneHasTheStoreOpenAreThereForTheSecond() throws Exception {
        copy("cp", "-a", 0);
        copy("cp", "-a", 1);

        try (StoreImpl second = new StoreImpl(stores.root(), Settings.defaults())) {
            assertThat(second.find(refs.get(1))).isPresent();
        }

        assertThat(present()).as("of the first").isEqualTo(refs);
    }
}
