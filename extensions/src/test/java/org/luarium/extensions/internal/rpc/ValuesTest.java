// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.luarium.extension.spi.ValueException;
import org.luarium.extension.spi.ValueMapper;

class ValuesTest {
    private final Link link = new Link();
    private Echo echo;

    /** Whatever is called gives its argument. */
    public interface Echo {
        boolean flag(boolean value);

        byte eight(byte value);

        short sixteen(short value);

        int thirtyTwo(int value);

        long sixtyFour(long value);

        Long boxed(Long value);

        float single(float value);

        double real(double value);

        char unit(char value);

        String text(String value);

        CharSequence characters(CharSequence value);

        byte[] bytes(byte[] value);

        ByteBuffer buffer(ByteBuffer value);

        BigInteger integer(BigInteger value);

        BigDecimal decimal(BigDecimal value);

        Instant instant(Instant value);

        Duration duration(Duration value);

        Period period(Period value);

        LocalDate date(LocalDate value);

        LocalTime time(LocalTime value);

        LocalDateTime dateTime(LocalDateTime value);

        OffsetDateTime offset(OffsetDateTime value);

        ZonedDateTime zoned(ZonedDateTime value);

        ZoneId zone(ZoneId value);

        UUID uuid(UUID value);

        URI uri(URI value);

        DayOfWeek day(DayOfWeek value);

        Optional<String> optional(Optional<String> value);

        List<List<Integer>> lists(List<List<Integer>> value);

        Set<Long> set(Set<Long> value);

        SortedMap<String, Double> sorted(SortedMap<String, Double> value);

        Map<Integer, String> byNumber(Map<Integer, String> value);

        boolean[] flags(boolean[] value);

        short[] shorts(short[] value);

        char[] chars(char[] value);

        int[] ints(int[] value);

        long[] longs(long[] value);

        float[] floats(float[] value);

        double[] doubles(double[] value);

        int[][] matrix(int[][] value);

        String[] texts(String[] value);

        Tree tree(Tree value);

        Pair<Long, List<Pair<String, Optional<Integer>>>> pair(Pair<Long, List<Pair<String, Optional<Integer>>>> value);

        Object any(Object value);

        Shape shape(Shape value);
    }

    public record Tree(String name, List<Tree> children, Tree favourite) {}

    public record Pair<A, B>(A first, B second) {}

    @BeforeEach
    void start() throws Exception {
        echo = link.serve(Echo.class, (Echo) Proxy.newProxyInstance(
                Echo.class.getClassLoader(), new Class<?>[] {Echo.class}, (proxy, method, arguments) -> {
                    return method.getName().equals("toString") ? "echo" : arguments[0];
                }));
    }

    @AfterEach
    void stop() {
        assertThat(link.host.pending()).isZero();
        assertThat(link.child.serving()).isZero();
        link.close();
    }

    @Test
    void extensions38_numbersKeepEveryBit() {
        for (long each : new long[] {0, 1, -1, -32, -33, 127, 128, 255, 256, 65_535, 1L << 31, -1L << 31, 1L << 53}) {
            assertThat(echo.sixtyFour(each)).isEqualTo(each);
            assertThat(echo.sixtyFour(~each)).isEqualTo(~each);
        }
        assertThat(echo.sixtyFour(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
        assertThat(echo.sixtyFour(Long.MIN_VALUE)).isEqualTo(Long.MIN_VALUE);
        assertThat(echo.thirtyTwo(Integer.MIN_VALUE)).isEqualTo(Integer.MIN_VALUE);
        assertThat(echo.sixteen(Short.MIN_VALUE)).isEqualTo(Short.MIN_VALUE);
        assertThat(echo.eight(Byte.MIN_VALUE)).isEqualTo(Byte.MIN_VALUE);
        assertThat(echo.flag(true)).isTrue();
        assertThat(echo.flag(false)).isFalse();
        for (long bits : new long[] {
            0x7ff8_0000_0000_0000L,
            0x7ff0_0000_dead_beefL,
            0xfff8_1234_5678_9abcL,
            Double.doubleToRawLongBits(-0.0),
            Double.doubleToRawLongBits(Double.NEGATIVE_INFINITY),
            Double.doubleToRawLongBits(Double.MIN_VALUE),
            Double.doubleToRawLongBits(Double.MAX_VALUE)
        }) {
            double value = Double.longBitsToDouble(bits);
            assertThat(Double.doubleToRawLongBits(echo.real(value))).isEqualTo(bits);
            assertThat(Double.doubleToRawLongBits((Double) echo.any(value))).isEqualTo(bits);
            assertThat(Double.doubleToRawLongBits(echo.doubles(new double[] {value})[0]))
                    .isEqualTo(bits);
        }
        for (int bits : new int[] {0x7fc0_0001, 0x8000_0000, 0x7f80_0000, 1}) {
            assertThat(Float.floatToRawIntBits(echo.single(Float.intBitsToFloat(bits))))
                    .isEqualTo(bits);
        }
        BigInteger large = BigInteger.TEN.pow(3000).negate();
        assertThat(echo.integer(large)).isEqualTo(large);
        for (String each : List.of("0", "1.50", "-1E-100", "12345678901234567890.123456789", "1E+9999")) {
            assertThat(echo.decimal(new BigDecimal(each))).isEqualTo(new BigDecimal(each));
        }
    }

    @Test
    void extensions38_textsAndBytesArriveAsTheyWere() {
        for (String each : List.of(
                "",
                "a",
                "äöü",
                "\0",
                "a\0b",
                "\ud83d\ude00 astral \ud834\udd1e",
                "\uffff\ufeff",
                "x".repeat(31),
                "x".repeat(32),
                "ä".repeat(40_000),
                "\ud83d\ude00".repeat(70_000))) {
            assertThat(echo.text(each)).isEqualTo(each);
            assertThat(echo.any(each)).isEqualTo(each);
        }
        assertThat(echo.characters(java.nio.CharBuffer.wrap("built"))).hasToString("built");
        assertThat(echo.any(java.nio.CharBuffer.wrap("built"))).isEqualTo("built");
        assertThat(echo.unit('\udc00')).isEqualTo('\udc00');
        byte[] bytes = new byte[100_000];
        new java.util.Random(1).nextBytes(bytes);
        assertThat(echo.bytes(bytes)).isEqualTo(bytes);
        assertThat((byte[]) echo.any(bytes)).isEqualTo(bytes);
        ByteBuffer part = ByteBuffer.wrap(bytes, 7, 11).slice();
        assertThat(echo.buffer(part)).isEqualTo(part);
        assertThat(part.remaining()).isEqualTo(11);
        ByteBuffer direct = ByteBuffer.allocateDirect(5).putInt(42).flip();
        assertThat(echo.buffer(direct).getInt()).isEqualTo(42);
    }

    @Test
    void extensions48_halfACharacterIsRefused() {
        assertThatThrownBy(() -> echo.text("a\ud83d"))
                .isInstanceOf(ValueException.class)
                .hasMessageContaining("half a character at 1");
        assertThatThrownBy(() -> echo.characters("\ude00b")).isInstanceOf(ValueException.class);
    }

    @Test
    void extensions38_timesAndNamesAndOthersOfTheLibrary() {
        assertThat(echo.instant(Instant.MAX)).isEqualTo(Instant.MAX);
        assertThat(echo.instant(Instant.MIN)).isEqualTo(Instant.MIN);
        assertThat(echo.instant(Instant.ofEpochSecond(-1, 999_999_999)))
                .isEqualTo(Instant.ofEpochSecond(-1, 999_999_999));
        assertThat(echo.duration(Duration.ofSeconds(Long.MIN_VALUE))).isEqualTo(Duration.ofSeconds(Long.MIN_VALUE));
        assertThat(echo.duration(Duration.ofNanos(-1))).isEqualTo(Duration.ofNanos(-1));
        assertThat(echo.period(Period.of(-1, 2, -3))).isEqualTo(Period.of(-1, 2, -3));
        assertThat(echo.date(LocalDate.MIN)).isEqualTo(LocalDate.MIN);
        assertThat(echo.time(LocalTime.MAX)).isEqualTo(LocalTime.MAX);
        assertThat(echo.dateTime(LocalDateTime.MAX)).isEqualTo(LocalDateTime.MAX);
        OffsetDateTime offset = OffsetDateTime.parse("2024-02-29T23:59:59.000000001-18:00");
        assertThat(echo.offset(offset)).isEqualTo(offset);
        for (String each : List.of("2024-10-27T02:30+01:00[Europe/Berlin]", "2024-10-27T02:30+02:00[Europe/Berlin]")) {
            assertThat(echo.zoned(ZonedDateTime.parse(each))).isEqualTo(ZonedDateTime.parse(each));
        }
        assertThat(echo.zone(ZoneId.of("Asia/Tokyo"))).isEqualTo(ZoneId.of("Asia/Tokyo"));
        assertThat(echo.any(ZoneId.of("Asia/Tokyo"))).isEqualTo("Asia/Tokyo");
        UUID uuid = new UUID(Long.MIN_VALUE, -1);
        assertThat(echo.uuid(uuid)).isEqualTo(uuid);
        assertThat(echo.any(uuid)).isEqualTo(uuid);
        assertThat(echo.any(Instant.EPOCH)).isEqualTo(Instant.EPOCH);
        assertThat(echo.any(BigInteger.TEN)).isEqualTo(BigInteger.TEN);
        assertThat(echo.any(BigDecimal.ONE)).isEqualTo(BigDecimal.ONE);
        assertThat(echo.uri(URI.create("http://a/b%20c?d#e"))).isEqualTo(URI.create("http://a/b%20c?d#e"));
        assertThat(echo.day(DayOfWeek.SUNDAY)).isEqualTo(DayOfWeek.SUNDAY);
        assertThat(echo.any(DayOfWeek.SUNDAY)).isEqualTo("SUNDAY");
    }

    @Test
    void extensions38_collectionsAndArrays() {
        assertThat(echo.any(List.of())).isEqualTo(List.of());
        assertThat(echo.any(Map.of())).isEqualTo(Map.of());
        List<List<Integer>> lists = List.of(List.of(), List.of(1), List.of(2, 3));
        assertThat(echo.lists(lists)).isEqualTo(lists);
        List<Object> many = new ArrayList<>(Collections.nCopies(100_000, null));
        assertThat(echo.any(many)).isEqualTo(many);
        assertThat(echo.set(Set.of(1L, 2L))).isEqualTo(Set.of(1L, 2L));
        assertThat(echo.sorted(new TreeMap<>(Map.of("b", 1.0, "a", 2.0))).firstKey())
                .isEqualTo("a");
        Map<Object, Object> map = new LinkedHashMap<>();
        map.put(null, null);
        map.put(1L, Arrays.asList(null, true, "x", 1.5, Map.of("k", List.of())));
        map.put(List.of(1L), new TreeSet<>(Set.of(3L)));
        assertThat(echo.any(map).toString()).isEqualTo("{null=null, 1=[null, true, x, 1.5, {k=[]}], [1]=[3]}");
        assertThat(echo.flags(new boolean[] {true, false})).containsExactly(true, false);
        assertThat(echo.shorts(new short[] {Short.MIN_VALUE})).containsExactly(Short.MIN_VALUE);
        assertThat(echo.chars(new char[] {'\uffff'})).containsExactly('\uffff');
        assertThat(echo.ints(new int[0])).isEmpty();
        assertThat(echo.longs(new long[] {Long.MIN_VALUE, 1})).containsExactly(Long.MIN_VALUE, 1);
        assertThat(echo.floats(new float[] {1.5f})).containsExactly(1.5f);
        assertThat((double[]) echo.any(new double[] {1, -0.0})).containsExactly(1, -0.0);
        assertThat(echo.matrix(new int[][] {{1}, {}, null})).isDeepEqualTo(new int[][] {{1}, {}, null});
        assertThat(echo.texts(new String[] {"a", null})).containsExactly("a", null);
    }

    @Test
    void extensions38_recordsWithinThemselvesAndWithArguments() {
        Tree tree = new Tree("root", List.of(new Tree("ä", List.of(), null), new Tree(null, null, null)), null);
        assertThat(echo.tree(tree)).isEqualTo(tree);
        assertThat(echo.any(new Pair<>(1, "x"))).isEqualTo(Map.of("first", 1L, "second", "x"));
        Pair<Long, List<Pair<String, Optional<Integer>>>> pair =
                new Pair<>(1L, List.of(new Pair<>("a", Optional.of(2)), new Pair<>("b", Optional.empty())));
        assertThat(echo.pair(pair)).isEqualTo(pair);
        assertThat(echo.optional(Optional.of("x"))).contains("x");
        assertThat(echo.optional(Optional.empty())).isEmpty();
    }

    @Test
    void extensions38_nullIsPossibleEverywhereButInPrimitives() throws Exception {
        assertThat(echo.text(null)).isNull();
        assertThat(echo.boxed(null)).isNull();
        assertThat(echo.bytes(null)).isNull();
        assertThat(echo.buffer(null)).isNull();
        assertThat(echo.day(null)).isNull();
        assertThat(echo.lists(null)).isNull();
        assertThat(echo.byNumber(null)).isNull();
        assertThat(echo.tree(null)).isNull();
        assertThat(echo.doubles(null)).isNull();
        assertThat(echo.matrix(null)).isNull();
        assertThat(echo.instant(null)).isNull();
        assertThat(echo.any(null)).isNull();
        assertThat(echo.shape(null)).isNull();
        assertThatThrownBy(() -> invoke("thirtyTwo", Collections.singletonList(null)))
                .isInstanceOf(ValueException.class)
                .hasMessageContaining("null for the type int");
    }

    @Test
    void extensions39_numbersAsKeysStayNumbers() {
        Map<Integer, String> numbers = Map.of(1, "a", -7, "b", Integer.MAX_VALUE, "c");
        assertThat(echo.byNumber(numbers)).isEqualTo(numbers);
        assertThat(echo.any(numbers)).isEqualTo(Map.of(1L, "a", -7L, "b", (long) Integer.MAX_VALUE, "c"));
    }

    @Test
    void numbersThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> invoke("eight", List.of(128)))
                .isInstanceOf(ValueException.class)
                .hasMessageContaining("128 is not from -128 to 127");
        assertThatThrownBy(() -> invoke("sixtyFour", List.of(0x1p63))).isInstanceOf(ValueException.class);
        assertThatThrownBy(() -> invoke("sixtyFour", List.of(1.5))).isInstanceOf(ValueException.class);
        assertThatThrownBy(() -> invoke("integer", List.of(new BigDecimal("1.5"))))
                .isInstanceOf(ValueException.class);
        assertThatThrownBy(() -> invoke("day", List.of("DOOMSDAY")))
                .isInstanceOf(ValueException.class)
                .hasMessageContaining("no constant DOOMSDAY, only [MONDAY");
    }

    private Object invoke(String method, List<?> arguments) throws Throwable {
        try {
            return link.host.invoke(1, method, arguments).get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause();
        }
    }

    public record First(int x, String name) {}

    public record Second(String note, Optional<String> maybe, int x) {}

    @Test
    void extensions38_recordsOfOtherVersions() {
        assertThat(carry(First.class, new First(7, "n"), Second.class))
                .isEqualTo(new Second(null, Optional.empty(), 7));
        assertThat(carry(Second.class, new Second("n", Optional.of("m"), 8), First.class))
                .isEqualTo(new First(8, null));
        assertThatThrownBy(() -> carry(Pair.class, new Pair<>(1, 2), First.class))
                .isInstanceOf(ValueException.class)
                .hasMessageContaining("First.x was not sent");
    }

    private Object carry(Class<?> from, Object value, Class<?> to) {
        Output out = new Output(4096);
        References references = new References(link.host, 10);
        link.hostCodecs.of(from).write(out, value, references);
        return link.childCodecs.of(to).read(new Input(out.bytes(), Output.HEADER, out.size()), references);
    }

    @Test
    void extensions48_whatContainsItselfOrIsTooDeepIsRefusedBeforeItIsSent() {
        List<Object> endless = new ArrayList<>();
        endless.add(endless);
        assertThatThrownBy(() -> echo.any(endless))
                .isInstanceOf(ValueException.class)
                .hasMessageContaining("nested more than 100 deep");
        assertThat(echo.any(nested(100))).isEqualTo(nested(100));
        assertThatThrownBy(() -> echo.any(nested(101))).isInstanceOf(ValueException.class);
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("self", map);
        assertThatThrownBy(() -> echo.any(map)).isInstanceOf(ValueException.class);
    }

    private static List<Object> nested(int depth) {
        List<Object> list = List.of();
        for (int i = 1; i < depth; i++) {
            list = List.of(list);
        }
        return list;
    }

    @Test
    void extensions48_whatNobodyCanSendIsRefusedBeforeItIsSent() {
        assertThatThrownBy(() -> echo.any(new Thread()))
                .isInstanceOf(ValueException.class)
                .hasMessageContaining("java.lang.Thread")
                .hasMessageContaining("map");
        assertThatThrownBy(() -> echo.any(new java.util.AbstractList<Object>() {
                    @Override
                    public Object get(int index) {
                        throw new IllegalStateException("broken list");
                    }

                    @Override
                    public int size() {
                        return 1;
                    }
                }))
                .isInstanceOf(ValueException.class)
                .hasMessageContaining("argument 1 of any")
                .hasMessageContaining("broken list");
        assertThat(echo.thirtyTwo(1)).isEqualTo(1);
    }

    // ---- mappers

    public static class Shape {
        final int size;

        Shape(int size) {
            this.size = size;
        }
    }

    public static class Square extends Shape {
        Square(int size) {
            super(size);
        }
    }

    private record Sizes(int factor) implements ValueMapper<Shape, Integer> {
        @Override
        public Class<Integer> plainType() {
            return Integer.class;
        }

        @Override
        public Integer toPlain(Shape value) {
            return value.size * factor;
        }

        @Override
        public Shape fromPlain(Integer plain) {
            if (plain > 1000) {
                throw new IllegalArgumentException("too large");
            }
            return new Shape(plain);
        }
    }

    @Test
    void extensions79_typesThatSomebodyMapped() {
        assertThatThrownBy(() -> echo.shape(new Shape(1)))
                .isInstanceOf(ValueException.class)
                .hasMessageContaining(Shape.class.getName())
                .hasMessageContaining("ExtensionSpec.map");
        link.hostCodecs.map(Shape.class, new Sizes(1));
        assertThatThrownBy(() -> echo.shape(new Shape(1)))
                .isInstanceOf(ValueException.class)
                .hasMessageContaining("not known on this side");
        link.childCodecs.map(Shape.class, new Sizes(1));
        assertThat(echo.shape(new Shape(3)).size).isEqualTo(3);
        assertThat(echo.shape(new Square(4)).size).isEqualTo(4);
        assertThat(echo.shape(new Square(4))).isExactlyInstanceOf(Shape.class);
        assertThat(((Shape) echo.any(new Square(5))).size).isEqualTo(5);
        link.hostCodecs.map(Shape.class, new Sizes(10));
        assertThat(echo.shape(new Shape(3)).size).isEqualTo(30);
        assertThatThrownBy(() -> echo.shape(new Shape(500)))
                .isInstanceOf(ValueException.class)
                .hasMessageContaining("too large");
        assertThat(echo.shape(new Shape(1)).size).isEqualTo(10);
    }

    public interface Money {
        long cents();
    }

    public record Euros(long cents) implements Money {}

    public interface Bank {
        Money twice(Money amount);
    }

    @Test
    void extensions79_aMappedInterfaceIsSentByValue() throws Exception {
        ValueMapper<Money, Long> mapper = new ValueMapper<>() {
            @Override
            public Class<Long> plainType() {
                return Long.class;
            }

            @Override
            public Long toPlain(Money value) {
                return value.cents();
            }

            @Override
            public Money fromPlain(Long plain) {
                return new Euros(plain);
            }
        };
        link.hostCodecs.map(Money.class, mapper);
        link.childCodecs.map(Money.class, mapper);
        link.child.lend(2, Bank.class, amount -> new Euros(2 * amount.cents()));
        assertThat(link.host.borrow(2, Bank.class).twice(new Euros(21))).isEqualTo(new Euros(42));
        assertThat(link.host.lent()).isZero();
    }
}
