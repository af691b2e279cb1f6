// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.store.Config;
import org.luarium.store.Matcher;
import org.luarium.store.Query;
import org.luarium.store.Realization;
import org.luarium.store.Realizer;
import org.luarium.store.Ref;
import org.luarium.store.Stage;
import org.luarium.store.internal.tree.Trees;

/** The outputs of one build come into the store together, whoever dies meanwhile. */
@Timeout(120)
final class SeveralOutputsTest {
    private static final int MANY = 200;

    @TempDir
    Path directory;

    static Stage<Ref.DRef> several(int count) {
        Realizer realizer = Realizer.of("several", build -> {
            int i = 0;
            for (Path out : build.outs(count)) {
                Files.writeString(out.resolve("number"), String.valueOf(i++));
            }
        });
        return plan -> plan.derive(Config.builder("several").set("count", count).build(), realizer, Matcher.all());
    }

    /** Realizes them until somebody kills it. */
    static final class Main {
        private Main() {}

        public static void main(String[] arguments) {
            try (StoreImpl store = new StoreImpl(Path.of(arguments[0]), Settings.defaults())) {
                store.realize(several(MANY));
            }
        }
    }

    private Path root() {
        return directory.resolve("store");
    }

    private Path objects() {
        return root().resolve("objects");
    }

    private int count() {
        String[] names = objects().toFile().list();
        return names == null ? 0 : names.length;
    }

    private List<Ref.RRef> known() {
        try (StoreImpl store = new StoreImpl(root(), Settings.defaults())) {
            return store.find(Query.all()).stream().map(Realization::ref).toList();
        }
    }

    @Test
    void killBetweenTwoOfThemLeavesNoneOrAll() throws Exception {
        List<Integer> seen = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            try (Child child = Child.start(directory.resolve("output"), Main.class, root().toString())) {
                while (child.isAlive() && count() <= round * MANY / 3) {
                    Thread.onSpinWait();
                }
                child.kill();
            }
            int after = known().size();
            seen.add(after);

            assertThat(after).isIn(0, MANY);
            assertThat(count()).isEqualTo(after);
            assertThat(root().resolve("tmp")).isEmptyDirectory();
            Trees.delete(root());
        }
        assertThat(seen).as("a round in which the first of them had just come").contains(0);
    }

    @Test
    void allThatCameBeforeTheJournalKnewStay() throws Exception {
        List<Path> folders = elsewhere();
        Path pact = pact(folders);
        for (Path folder : folders) {
            Trees.hardLinkOrCopy(folder, objects().resolve(folder.getFileName()));
        }

        assertThat(known()).hasSize(3);
        assertThat(pact).doesNotExist();
    }

    @Test
    void partOfThemIsTakenBack() throws Exception {
        List<Path> folders = elsewhere();
        Path pact = pact(folders);
        for (Path folder : folders.subList(0, 2)) {
            Trees.hardLinkOrCopy(folder, objects().resolve(folder.getFileName()));
        }

        assertThat(known()).isEmpty();
        assertThat(count()).isZero();
        assertThat(pact).doesNotExist();
    }

    @Test
    void pactThatWasNotWrittenToTheEndSaysNothing() throws Exception {
        List<Path> folders = elsewhere();
        Files.writeString(root().resolve("tmp").resolve("1.outputs"), "rref:abc");
        Trees.hardLinkOrCopy(folders.get(0), objects().resolve(folders.get(0).getFileName()));

        assertThat(known()).hasSize(1);
    }

    private List<Path> elsewhere() {
        assertThat(known()).isEmpty();
        try (StoreImpl other = new StoreImpl(directory.resolve("other"), Settings.defaults())) {
            return other.realize(several(3)).realizations().values().iterator().next().stream()
                    .map(realization -> realization.path().getParent())
                    .toList();
        }
    }

    private Path pact(List<Path> folders) throws IOException {
        List<String> lines = folders.stream()
                .map(Path::toFile)
                .map(File::getName)
                .map("rref:"::concat)
                .toList();
        return Files.write(root().resolve("tmp").resolve("1-2.outputs"), lines);
    }
}
