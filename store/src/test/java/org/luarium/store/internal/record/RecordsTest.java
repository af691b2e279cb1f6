// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.store.Config;
import org.luarium.store.Hash;
import org.luarium.store.InvalidConfigException;
import org.luarium.store.Provenance;
import org.luarium.store.Ref;
import org.luarium.store.RefPath;
import org.luarium.store.SelfPath;
import org.luarium.store.Signature;
import org.luarium.store.internal.reference.Definition;
import org.luarium.store.internal.reference.Keys;

class RecordsTest {
    private static final Ref.DRef BASE = new Ref.DRef("b".repeat(32), "base");
    private static final Definition DEFINITION = Definition.of(
            Config.builder("top")
                    .set("base", BASE)
                    .set("file", RefPath.of(BASE, "a", "b"))
                    .set("out", SelfPath.promise("x"))
                    .set("log", List.of(SelfPath.claim("y")))
                    .set("numbers", List.of(1, 1.0, "1", true, -0.0, Long.MIN_VALUE, Double.MIN_VALUE))
                    .set("text", "ä€😀\ud83d\"\\\n")
                    .build(),
            "realizer",
            Optional.of(new Hash("1".repeat(64))));
    private static final Hash TREE = new Hash("2".repeat(64));
    private static final Map<Ref.DRef, List<Ref.RRef>> CONTEXT =
            Map.of(BASE, List.of(new Ref.RRef("c".repeat(32), BASE), new Ref.RRef("d".repeat(32), BASE)));
    private static final ObjectRecord OBJECT = new ObjectRecord(
            Keys.rref(DEFINITION.dref(), CONTEXT, TREE),
            CONTEXT,
            TREE,
            1L << 40,
            Instant.parse("2025-01-02T03:04:05.000000006Z"),
            Instant.EPOCH,
            "e".repeat(32),
            new Provenance(Provenance.Origin.ADOPTED, "from there", "confined"),
            List.of(new Signature("key-1", Base64.getEncoder().encodeToString(new byte[64]))));

    private static List<Object> decode(byte[] payload) throws Exception {
        List<Object> said = new ArrayList<>();
        RecordCodec.decode(ByteBuffer.wrap(payload), new RecordCodec.Visitor() {
            @Override
            public void defined(Ref.DRef dref) {
                said.add(dref);
            }

            @Override
            public void added(Ref.RRef ref, byte[] object) {
                said.add(new Added(ref, RecordCodec.decodeAction(object), ByteBuffer.wrap(object)));
            }

            @Override
            public void removed(Ref.RRef ref) {
                said.add(new JournalRecord.Removed(ref));
            }

            @Override
            public void forgotten(Ref.DRef dref) {
                said.add(new JournalRecord.Forgotten(dref));
            }

            @Override
            public void failed(JournalRecord.Failed attempt) {
                said.add(attempt);
            }

            @Override
            public void durable() {
                said.add(new JournalRecord.Durable());
            }
        });
        for (ListIterator<Object> each = said.listIterator(); each.hasNext(); ) {
            if (each.next() instanceof Added added) {
                ObjectRecord object = RecordCodec.decodeObject(added.object().array());
                assertThat(object.ref()).isEqualTo(added.ref());
                assertThat(object.action()).isEqualTo(added.action());
                each.set(object);
            }
        }
        return said;
    }

    private record Added(Ref.RRef ref, String action, ByteBuffer object) {}

    @Test
    void recordsAreReadAsTheyWereWritten() throws Exception {
        JournalRecord.Failed failed = new JournalRecord.Failed(
                DEFINITION.dref(), Instant.ofEpochSecond(1, 2), Instant.ofEpochSecond(3, 4), "why ä", "x.log");

        assertThat(decode(RecordCodec.encode(new JournalRecord.Added(OBJECT)))).containsExactly(OBJECT);
        assertThat(decode(RecordCodec.encode(failed))).containsExactly(failed);
        for (JournalRecord other : List.of(
                new JournalRecord.Removed(OBJECT.ref()),
                new JournalRecord.Forgotten(BASE),
                new JournalRecord.Durable())) {
            assertThat(decode(RecordCodec.encode(other))).containsExactly(other);
        }
        byte[] defined = RecordCodec.encode(new JournalRecord.Defined(DEFINITION));
        assertThat(decode(defined)).containsExactly(DEFINITION.dref());
        assertThat(RecordCodec.decodeDefinition(ByteBuffer.wrap(defined))).isEqualTo(DEFINITION);
    }

    @Test
    void instantiate34_aDefinitionUnderAnotherNameIsFoundOut() {
        byte[] forged = RecordCodec.encode(new JournalRecord.Defined(
                new Definition(BASE, DEFINITION.config(), DEFINITION.realizer(), DEFINITION.fixedOutput())));

        assertThatThrownBy(() -> RecordCodec.decodeDefinition(ByteBuffer.wrap(forged)))
                .isInstanceOf(InvalidRecordException.class)
                .hasMessageContaining(BASE.toString());
    }

    @Property(tries = 2_000)
    void changedRecordsAreReadOrRefusedButNothingElse(@ForAll int position, @ForAll byte value, @ForAll boolean cut) {
        byte[] payload = RecordCodec.encode(new JournalRecord.Added(OBJECT));
        int at = Math.floorMod(position, payload.length);
        payload[at] = value;
        ByteBuffer buffer = ByteBuffer.wrap(payload, 0, cut ? at : payload.length);
        byte[] changed = new byte[buffer.remaining()];
        buffer.get(changed);

        Throwable problem = catchThrowable(() -> decode(changed));

        assertThat(problem)
                .satisfiesAnyOf(
                        none -> assertThat(none).isNull(),
                        e -> assertThat(e).isInstanceOf(InvalidRecordException.class));
    }

    @Test
    void manifestsAreReadAsTheyWereWritten() throws Exception {
        String json = new Manifest(DEFINITION, OBJECT).toJson();

        Manifest manifest = Manifest.read(json);

        assertThat(manifest.definition()).isEqualTo(DEFINITION);
        assertThat(manifest.object()).isEqualTo(OBJECT.withAction(""));
        assertThat(manifest.toJson()).isEqualTo(json).doesNotContain("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tree", "config", "realizer", "fixed", "ref", "format", "size", "started", "origin"})
    void aManifestThatContradictsItselfIsRefused(String field) {
        String json = new Manifest(DEFINITION, OBJECT).toJson();
        String lacking = json.replaceFirst("\"" + field + "\":(\"([^\"\\\\]|\\\\.)*\"|[0-9]+),", "");
        String twice = json.replaceFirst("\"" + field + "\":", "\"" + field + "\":\"x\",\"" + field + "\":");

        assertThat(lacking).isNotEqualTo(json);
        assertThatThrownBy(() -> Manifest.read(lacking)).isInstanceOf(InvalidManifestException.class);
        assertThatThrownBy(() -> Manifest.read(twice)).isInstanceOf(InvalidManifestException.class);
    }

    @Test
    void aManifestOfOtherContentOrContextIsRefused() {
        String json = new Manifest(DEFINITION, OBJECT).toJson();

        for (String forged : List.of(
                json.replace("2".repeat(64), "3".repeat(64)),
                json.replace("c".repeat(32) + "-" + "b".repeat(32), "a".repeat(32) + "-" + "b".repeat(32)),
                json.replace("\"realizer\":\"realizer\"", "\"realizer\":\"other\""),
                json.replace("\"format\":1", "\"format\":2"),
                json + "x",
                "[]",
                "",
                "{")) {
            assertThat(forged).isNotEqualTo(json);
            assertThatThrownBy(() -> Manifest.read(forged)).isInstanceOf(InvalidManifestException.class);
        }
    }

    @Property(tries = 1_000)
    void changedManifestsAreReadOrRefusedButNothingElse(@ForAll int position, @ForAll char value) {
        StringBuilder json = new StringBuilder(new Manifest(DEFINITION, OBJECT).toJson());
        json.setCharAt(Math.floorMod(position, json.length()), value);

        Throwable problem = catchThrowable(() -> Manifest.read(json.toString()));

        assertThat(problem)
                .satisfiesAnyOf(
                        none -> assertThat(none).isNull(),
                        e -> assertThat(e).isInstanceOf(InvalidManifestException.class));
    }

    @Test
    void config11_configurationsAreReadAsTheyWereWritten() {
        assertThat(ConfigReader.read(DEFINITION.config().toJson())).isEqualTo(DEFINITION.config());
        assertThat(ConfigReader.read(" { \"b\" : 1 , \"a\" : [ 1.50 ] } ").toJson())
                .isEqualTo("{\"a\":[1.5E0],\"b\":1}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "7",
                "{\"a\":1}{}",
                "{\"a\":1,\"a\":2}",
                "{\"a\":123456789012345678901234567890}",
                "{\"a\":1e999}",
                "{\"a\":{\"$dep\":[]}}",
                "{\"a\":{\"$dep\":\"x\"}}",
                "{\"a\":{\"$self\":[]}}",
                "{\"a\":{\"$self\":[1]}}",
                "{\"a\":{\"$other\":[]}}",
                "{\"$dep\":[]}",
                "{\"name\":\"a/b\"}"
            })
    void config12_otherTextsAreNoConfigurations(String json) {
        assertThatThrownBy(() -> ConfigReader.read(json)).isInstanceOf(InvalidConfigException.class);
    }
}
