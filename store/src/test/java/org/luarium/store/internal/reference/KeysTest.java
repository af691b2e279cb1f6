// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.luarium.store.Config;
import org.luarium.store.Hash;
import org.luarium.store.Ref;
import org.luarium.store.RefPath;
import org.luarium.store.internal.DocumentedVectors;
import org.luarium.store.internal.record.ConfigReader;

class KeysTest {
    private static final Hash TREE = new Hash("0123456789abcdef".repeat(4));

    /** The definition in docs/store.md, written down a second time. */
    private static String digest(Object... fields) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (Object field : fields) {
            byte[] value = field instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : new byte[0];
            long number = field instanceof Integer count ? count : value.length;
            bytes.write(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
            bytes.write(value);
        }
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray());
        return Base32.encode(hash);
    }

    @Test
    void aDerivationIsNamedByConfigurationRealizerAndFixedOutput() throws Exception {
        Config config = Config.builder("a").set("n", 1).build();

        assertThat(Keys.dref(config, "realizer", Optional.empty()))
                .isEqualTo(
                        new Ref.DRef(digest("luarium-derivation-1", "{\"n\":1,\"name\":\"a\"}", "realizer", ""), "a"));
        assertThat(Keys.dref(config, "realizer", Optional.of(TREE)).digest())
                .isEqualTo(digest("luarium-derivation-1", "{\"n\":1,\"name\":\"a\"}", "realizer", TREE.hex()));
    }

    @Test
    void aRealizationIsNamedByDerivationContextAndContent() throws Exception {
        Ref.DRef dref = new Ref.DRef("a".repeat(32), "top");
        Ref.DRef one = new Ref.DRef("b".repeat(32), "one");
        Ref.DRef two = new Ref.DRef("c".repeat(32), "two");
        Ref.RRef first = new Ref.RRef("d".repeat(32), one);
        Ref.RRef second = new Ref.RRef("e".repeat(32), one);
        Ref.RRef third = new Ref.RRef("f".repeat(32), two);
        Map<Ref.DRef, List<Ref.RRef>> context = Map.of(two, List.of(third), one, List.of(second, first));

        assertThat(Keys.rref(dref, context, TREE).digest())
                .isEqualTo(digest(
                        "luarium-realization-1",
                        dref.toString(),
                        2,
                        2,
                        first.toString(),
                        second.toString(),
                        1,
                        third.toString(),
                        TREE.hex()));
        assertThat(Keys.build(dref, context))
                .isEqualTo(digest(
                        "luarium-build-1",
                        dref.toString(),
                        2,
                        2,
                        first.toString(),
                        second.toString(),
                        1,
                        third.toString()));
    }

    @Test
    void anActionIsNamedByWhatTheRealizerSees() throws Exception {
        Ref.DRef one = new Ref.DRef("b".repeat(32), "one");
        Ref.DRef other = new Ref.DRef("c".repeat(32), "other");
        Config config =
                Config.builder("a").set("x", RefPath.of(one, "bin")).set("y", 1).build();

        String action = Keys.action(config, "r", Map.of(one, List.of(TREE)));

        assertThat(action)
                .isEqualTo(digest(
                        "luarium-action-1",
                        "r",
                        "{\"name\":\"a\",\"x\":{\"$dep\":[\"",
                        1,
                        TREE.hex(),
                        "\",\"bin\"]},\"y\":1}"));
        assertThat(Keys.action(
                        config.toBuilder().set("x", RefPath.of(other, "bin")).build(),
                        "r",
                        Map.of(other, List.of(TREE))))
                .isEqualTo(action);
        assertThat(Keys.action(
                        Config.builder("a")
                                .set("x", "{\"$dep\":[\"" + one + "\"]}")
                                .build(),
                        "r",
                        Map.of(one, List.of(TREE))))
                .isEqualTo(digest(
                        "luarium-action-1", "r", "{\"name\":\"a\",\"x\":\"{\\\"$dep\\\":[\\\"" + one + "\\\"]}\"}"));
    }

    /** Computed by a program that shares no code with this one. */
    @Test
    void theVectorsOfTheDocumentHold() throws Exception {
        Map<String, String> vector = new HashMap<>();
        List<String> lines = new ArrayList<>(DocumentedVectors.block("config "));
        lines.add("");
        int count = 0;
        for (String line : lines) {
            if (!line.isEmpty()) {
                vector.put(
                        line.substring(0, Math.min(12, line.length())).strip(),
                        line.length() < 12 ? "" : line.substring(12));
                continue;
            }
            count++;
            Optional<Hash> fixed = Optional.of(vector.get("fixed"))
                    .filter(text -> !text.isEmpty())
                    .map(Hash::new);
            Config config = ConfigReader.read(vector.get("config"));
            Ref.DRef dref = Keys.dref(config, vector.get("realizer"), fixed);
            Map<Ref.DRef, List<Ref.RRef>> context = new HashMap<>();
            if (vector.containsKey("made of")) {
                Ref.RRef on = Ref.RRef.parse(vector.get("made of"));
                context.put(on.dref(), List.of(on));
                Map<Ref.DRef, List<Hash>> trees = Map.of(on.dref(), List.of(new Hash(vector.get("tree"))));
                assertThat(Keys.build(dref, context)).isEqualTo(vector.get("build key"));
                assertThat(Keys.action(config, vector.get("realizer"), trees)).isEqualTo(vector.get("action key"));
            }
            assertThat(config.toJson()).isEqualTo(vector.get("config"));
            assertThat(dref).hasToString(vector.get("dref"));
            assertThat(Keys.rref(dref, context, new Hash(vector.get("tree")))).hasToString(vector.get("rref"));
            vector.clear();
        }
        assertThat(count).isEqualTo(2);
    }

    @Property
    void base32IsThatOfTheStandard(@ForAll @Size(20) byte[] bytes) {
        String bits = new BigInteger(1, bytes).toString(2);
        String padded = "0".repeat(160 - bits.length()) + bits;
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 160; i += 5) {
            expected.append("abcdefghijklmnopqrstuvwxyz234567".charAt(Integer.parseInt(padded.substring(i, i + 5), 2)));
        }

        assertThat(Base32.encode(bytes)).isEqualTo(expected.toString());
        assertThat(Base32.decode(expected.toString())).isEqualTo(bytes);
    }
}
