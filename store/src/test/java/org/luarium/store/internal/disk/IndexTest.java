// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.luarium.store.Config;
import org.luarium.store.Hash;
import org.luarium.store.Provenance;
import org.luarium.store.Ref;
import org.luarium.store.internal.record.JournalRecord;
import org.luarium.store.internal.record.ObjectRecord;
import org.luarium.store.internal.record.RecordCodec;
import org.luarium.store.internal.reference.Definition;

final class IndexTest {
    private static final Definition ONE = Definition.of(Config.builder("one").build(), "test", Optional.empty());
    private static final Definition TWO = Definition.of(Config.builder("two").build(), "test", Optional.empty());
    private static final Ref.RRef A = object(ONE, 'a');
    private static final Ref.RRef B = object(ONE, 'b');
    private static final Ref.RRef C = object(TWO, 'c');

    private final Index index = new Index(new Layout(Path.of("nowhere")), 0);
    private long position;

    private static Ref.RRef object(Definition definition, char digit) {
        return new Ref.RRef(String.valueOf(digit).repeat(32), definition.dref());
    }

    private static JournalRecord added(Ref.RRef ref, String action) {
        return new JournalRecord.Added(new ObjectRecord(
                ref,
                Map.of(),
                new Hash("0".repeat(64)),
                1,
                Instant.EPOCH,
                Instant.EPOCH,
                action.repeat(32),
                new Provenance(Provenance.Origin.BUILT, "", ""),
                List.of()));
    }

    private static JournalRecord.Failed failed(Definition definition, int number) {
        return new JournalRecord.Failed(
                definition.dref(), Instant.EPOCH, Instant.ofEpochSecond(number), "no", number + ".log");
    }

    private void says(JournalRecord... records) {
        for (JournalRecord one : records) {
            index.record(position++, ByteBuffer.wrap(RecordCodec.encode(one)));
        }
    }

    private List<Ref.RRef> byAction(String action) {
        return index.byAction(action.repeat(32)).stream().map(Entry::ref).toList();
    }

    private List<Ref.RRef> objects(Definition definition) {
        Recipe recipe = index.recipe(definition.dref());
        return recipe == null
                ? List.of()
                : recipe.objects().stream().map(Entry::ref).toList();
    }

    private List<JournalRecord.Failed> attempts(Definition definition) {
        Recipe recipe = index.recipe(definition.dref());
        return recipe == null ? List.of() : recipe.attempts();
    }

    private boolean isDefined(Definition definition) {
        Recipe recipe = index.recipe(definition.dref());
        return recipe != null && recipe.isDefined();
    }

    @Test
    void objectsAreFoundByNameDerivationAndActionInOrder() {
        says(new JournalRecord.Defined(ONE), added(B, "x"), added(A, "x"), added(C, "y"));

        assertThat(objects(ONE)).containsExactly(A, B);
        assertThat(objects(TWO)).containsExactly(C);
        assertThat(byAction("x")).containsExactly(A, B);
        assertThat(byAction("y")).containsExactly(C);
        assertThat(byAction("z")).isEmpty();
        assertThat(index.objects()).extracting(Entry::ref).containsExactlyInAnyOrder(A, B, C);
        assertThat(index.objects()).extracting(Entry::number).doesNotHaveDuplicates();
    }

    @Test
    void removedObjectIsNowhereAndItsSiblingsStay() {
        says(added(A, "x"), added(B, "x"), new JournalRecord.Removed(A), new JournalRecord.Removed(C));

        assertThat(index.object(A)).isNull();
        assertThat(objects(ONE)).containsExactly(B);
        assertThat(byAction("x")).containsExactly(B);
        assertThat(index.volatileObjects()).containsExactly(B);

        says(new JournalRecord.Removed(B));

        assertThat(objects(ONE)).isEmpty();
        assertThat(byAction("x")).isEmpty();
        assertThat(index.volatileObjects()).isEmpty();
    }

    @Test
    void objectThatIsAddedAgainReplacesItself() {
        says(added(A, "x"), added(A, "y"));

        assertThat(objects(ONE)).containsExactly(A);
        assertThat(byAction("x")).isEmpty();
        assertThat(byAction("y")).containsExactly(A);
    }

    @Test
    void objectsAreVolatileUntilTheyAreDurable() {
        says(added(B, "x"), added(A, "x"));
        assertThat(index.volatileObjects()).containsExactly(B, A);

        says(new JournalRecord.Durable(), added(C, "x"));

        assertThat(index.volatileObjects()).containsExactly(C);
    }

    @Test
    void derivationKnowsWhereItsDefinitionIsUntilItIsForgotten() {
        says(new JournalRecord.Defined(TWO), new JournalRecord.Defined(ONE), failed(ONE, 1));

        assertThat(index.recipe(ONE.dref())).isNotNull().returns(1L, Recipe::definition);
        assertThat(isDefined(ONE)).isTrue();
        assertThat(index.recipes()).extracting(Recipe::dref).containsExactlyInAnyOrder(ONE.dref(), TWO.dref());

        says(new JournalRecord.Forgotten(ONE.dref()));

        assertThat(isDefined(ONE)).isFalse();
        assertThat(attempts(ONE)).isEmpty();
        assertThat(index.recipes()).extracting(Recipe::dref).containsExactly(TWO.dref());
    }

    @Test
    void lastHundredAttemptsAreListedTheLatestFirst() {
        for (int i = 1; i <= 100; i++) {
            says(failed(ONE, i));
        }
        assertThat(attempts(ONE)).hasSize(100).startsWith(failed(ONE, 100)).endsWith(failed(ONE, 1));

        says(failed(ONE, 101), failed(TWO, 102));

        assertThat(attempts(ONE)).hasSize(100).startsWith(failed(ONE, 101)).endsWith(failed(ONE, 2));
        assertThat(index.isLogOfAttempt("1.log")).isFalse();
        assertThat(index.isLogOfAttempt("2.log")).isTrue();
        assertThat(index.isLogOfAttempt("102.log")).isTrue();
        assertThat(index.recipes()).hasSize(2);
    }

    @Test
    void recordsAreCountedAndHowManyWouldDo() {
        says(new JournalRecord.Defined(ONE), added(A, "x"), added(B, "x"), failed(ONE, 1));
        assertThat(index.records()).isEqualTo(4);
        assertThat(index.needed()).isEqualTo(3);

        says(new JournalRecord.Removed(A));

        assertThat(index.records()).isEqualTo(5);
        assertThat(index.needed()).isEqualTo(2);
    }

    @Test
    void recordThatCannotBeReadIsRemembered() {
        index.record(0, ByteBuffer.wrap(new byte[] {99}));
        says(new JournalRecord.Defined(ONE));

        assertThat(index.invalid()).isPresent();
        assertThat(isDefined(ONE)).isTrue();
    }

    @Test
    void anotherJournalBeginsWithNothing() {
        says(new JournalRecord.Defined(ONE), added(A, "x"), failed(ONE, 1));
        index.record(0, ByteBuffer.wrap(new byte[] {99}));

        index.restarted();

        assertThat(index.records()).isZero();
        assertThat(index.needed()).isZero();
        assertThat(index.invalid()).isEmpty();
        assertThat(isDefined(ONE)).isFalse();
        assertThat(index.object(A)).isNull();
        assertThat(objects(ONE)).isEmpty();
        assertThat(byAction("x")).isEmpty();
        assertThat(attempts(ONE)).isEmpty();
        assertThat(index.volatileObjects()).isEmpty();
    }
}
