// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigTest {
    private static final Ref.DRef DREF = new Ref.DRef("a".repeat(32), "base");
    private static final Ref.RRef RREF = new Ref.RRef("b".repeat(32), DREF);

    private static Config of(Object value) {
        return Config.of(Map.of("value", value));
    }

    @Test
    void config11_everyKindOfValueIsKeptAndWrittenInOneWay() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("text", "x");
        values.put("whole", 7);
        values.put("real", 1.5);
        values.put("flag", true);
        values.put("nothing", null);
        values.put("list", Arrays.asList(1L, null, List.of()));
        values.put("map", Map.of("k", Map.of()));
        values.put("dep", DREF);
        values.put("file", RefPath.of(DREF, "a", "b"));
        values.put("self", SelfPath.promise("out"));
        values.put("claim", SelfPath.claim("log"));

        Config config = Config.of(values);

        assertThat(config.toJson())
                .isEqualTo("{\"claim\":{\"$claim\":[\"log\"]},\"dep\":{\"$dep\":[\"" + DREF
                        + "\"]},\"file\":{\"$dep\":[\"" + DREF
                        + "\",\"a\",\"b\"]},\"flag\":true,\"list\":[1,null,[]],\"map\":{\"k\":{}},"
                        + "\"nothing\":null,\"real\":1.5E0,\"self\":{\"$self\":[\"out\"]},\"text\":\"x\",\"whole\":7}");
        assertThat(Config.of(config.values())).isEqualTo(config);
        assertThat(config.get("whole", Long.class)).isEqualTo(7);
        assertThat(config.find("nothing", String.class)).isEmpty();
        assertThatThrownBy(() -> config.get("whole", String.class)).hasMessageContaining("whole is wanted as String");
        assertThatThrownBy(() -> config.get("missing", String.class)).hasMessageContaining("not there");
    }

    @Test
    void config12_otherValuesAreRefusedWithTheirPlace() {
        assertThatThrownBy(() -> of(Map.of("a", List.of(1, new byte[1]))))
                .isInstanceOfSatisfying(
                        InvalidConfigException.class, e -> assertThat(e.path()).isEqualTo("value.a[1]"))
                .hasMessageContaining("byte[]");
        assertThatThrownBy(() -> of(new BitSet())).hasMessageContaining("java.util.BitSet");
        assertThatThrownBy(() -> of(Map.of(1, 2))).hasMessageContaining("value.1 has a key that is no text");
        assertThatThrownBy(() -> of(BigInteger.TEN)).isInstanceOf(InvalidConfigException.class);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void config14_whatJsonCannotSayIsRefused(double value) {
        assertThatThrownBy(() -> of(value))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("value");
    }

    @Test
    void config15_nothingChangesItAfterwards() {
        List<Object> list = new ArrayList<>(List.of("a"));
        Map<String, Object> map = new HashMap<>(Map.of("list", list));
        Config config = Config.of(map);
        String json = config.toJson();

        list.add("b");
        map.put("more", 1);

        assertThat(config.toJson()).isEqualTo(json);
        assertThat(config.values()).containsOnlyKeys("list");
        assertThatThrownBy(() -> config.values().put("x", 1)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> ((List<?>) config.values().get("list")).clear())
                .isInstanceOf(UnsupportedOperationException.class);
        assertThat(config.toBuilder().set("more", 1).build()).isNotEqualTo(config);
        assertThat(config.toBuilder().set("more", 1).remove("more").build()).isEqualTo(config);
    }

    @Test
    void config16_withoutANameItIsUnnamed() {
        assertThat(Config.of(Map.of()).name()).isEqualTo("unnamed");
        assertThat(Config.builder("x").build().name()).isEqualTo("x");
        assertThatThrownBy(() -> Config.of(Map.of("name", 7))).isInstanceOf(InvalidConfigException.class);
    }

    @Test
    void config17_numbersAndTextsThatLookAlikeDiffer() {
        assertThat(List.of(of(1), of(1.0), of("1"), of(true), of("true"))).doesNotHaveDuplicates();
        assertThat(of(1)).isEqualTo(of(1L)).hasSameHashCodeAs(of(1L));
    }

    @Test
    void config18_aRealizationIsRefused() {
        assertThatThrownBy(() -> of(List.of(RREF)))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("value[0]")
                .hasMessageContaining("is a realization");
    }

    @Test
    void config19_keysThatBeginWithADollarAreReserved() {
        assertThatThrownBy(() -> of(Map.of("$dep", List.of(DREF.toString()))))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("reserved");
    }

    @Test
    void config20_pathsOfTheOwnOutputAreNoDependencies() {
        Config config = Config.builder("x")
                .set("self", SelfPath.promise("a", "b"))
                .set("claim", SelfPath.claim("c"))
                .build();

        assertThat(config.dependencies()).isEmpty();
        assertThat(config.promises()).containsExactly(SelfPath.promise("a", "b"));
    }

    @Test
    void config21_dependenciesAreFoundAtAnyDepthAndTextsNeverBecomeSome() {
        Ref.DRef other = new Ref.DRef("c".repeat(32), "other");

        Config config = of(List.of(Map.of("a", List.of(DREF)), RefPath.of(other, "x"), DREF.toString()));

        assertThat(config.dependencies()).containsExactly(DREF, other);
        assertThat(of(DREF.toString()).dependencies()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0.1,1.0E-1",
        "1.0,1.0E0",
        "-2.5,-2.5E0",
        "100.0,1.0E2",
        "1.0E23,1.0E23",
        "2.0E-3,2.0E-3",
        "4.9E-324,5.0E-324",
        "1.7976931348623157E308,1.7976931348623157E308",
        "0.0,0.0E0",
        "-0.0,-0.0E0",
        "123456.789,1.23456789E5",
        "9007199254740993.0,9.007199254740992E15",
        "2.2250738585072014E-308,2.2250738585072014E-308"
    })
    void config91_decimalNumbersAreWrittenTheSameByEveryJvm(double number, String canonical) {
        assertThat(of(number).toJson()).isEqualTo("{\"value\":" + canonical + "}");
        assertThat(Double.parseDouble(canonical)).isEqualTo(number);
    }

    @Test
    void config22_unicodeIsWrittenAsItIsAndHalfCharactersEscaped() {
        assertThat(of("ä€😀\"\\\n\u0001").toJson()).isEqualTo("{\"value\":\"ä€😀\\\"\\\\\\u000a\\u0001\"}");
        assertThat(of("\ud83d!\ude00").toJson()).isEqualTo("{\"value\":\"\\ud83d!\\ude00\"}");
        assertThat(Config.of(Map.of("ä", 1, "b", 2, "😀", 3)).toJson()).isEqualTo("{\"b\":2,\"ä\":1,\"😀\":3}");
    }

    @Test
    void theOrderOfKeysDoesNotCount() {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("a", 1);
        one.put("b", 2);
        Map<String, Object> two = new LinkedHashMap<>();
        two.put("b", 2);
        two.put("a", 1);

        assertThat(Config.of(one).toJson()).isEqualTo(Config.of(two).toJson());
    }

    @Test
    void depthAndSizeHaveAnEnd() {
        Object deep = "x";
        for (int i = 0; i < 101; i++) {
            deep = List.of(deep);
        }
        Object tooDeep = deep;
        assertThatThrownBy(() -> of(tooDeep))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("deeper");
        assertThatThrownBy(() -> of("x".repeat(Config.LARGEST)))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("larger");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "a\0b"})
    void namesInPathsAreThoseOfFiles(String name) {
        assertThatThrownBy(() -> RefPath.of(DREF, "ok", name)).isInstanceOf(InvalidConfigException.class);
        assertThatThrownBy(() -> SelfPath.promise(name)).isInstanceOf(InvalidConfigException.class);
        assertThatThrownBy(SelfPath::claim).isInstanceOf(InvalidConfigException.class);
    }
}
