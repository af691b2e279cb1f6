// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.luarium.extension.spi.ValueException;

class ValuesPropertiesTest {
    private static Link link;
    private static Echo echo;

    public interface Echo {
        Object any(Object value);

        Node node(Node node);

        double[] doubles(double[] values);
    }

    public record Node(String name, double weight, Map<Long, Node> children, List<Instant> times) {}

    @BeforeContainer
    static void start() throws Exception {
        link = new Link();
        echo = link.serve(Echo.class, new Echo() {
            @Override
            public Object any(Object value) {
                return value;
            }

            @Override
            public Node node(Node node) {
                return node;
            }

            @Override
            public double[] doubles(double[] values) {
                return values;
            }
        });
    }

    @AfterContainer
    static void stop() {
        link.close();
    }

    @Property(tries = 500)
    void extensions38_anyValueArrivesAsItWas(@ForAll long seed) {
        Object value = value(new Random(seed), 5);

        assertThat(echo.any(value)).isEqualTo(value);
    }

    @Property(tries = 200)
    void extensions38_anyRecordArrivesAsItWas(@ForAll long seed) {
        Node node = node(new Random(seed), 4);

        assertThat(echo.node(node)).isEqualTo(node);
    }

    @Property(tries = 200)
    void extensions38_doublesKeepEveryBit(@ForAll long[] bits) {
        double[] values = new double[bits.length];
        for (int i = 0; i < bits.length; i++) {
            values[i] = Double.longBitsToDouble(bits[i]);
        }

        double[] received = echo.doubles(values);

        for (int i = 0; i < bits.length; i++) {
            assertThat(Double.doubleToRawLongBits(received[i])).isEqualTo(Double.doubleToRawLongBits(values[i]));
        }
    }

    /** What is read has to be what was written, or an error: never anything else, and never too far. */
    @Property(tries = 1000)
    void extensions62_damagedValuesAreValuesOrErrors(@ForAll long seed) {
        Random random = new Random(seed);
        Output out = new Output(1 << 20);
        References references = new References(link.host, 10);
        link.hostCodecs.any().write(out, value(random, 5), references);
        for (int i = random.nextInt(4); i >= 0; i--) {
            out.bytes()[Output.HEADER + random.nextInt(out.size() - Output.HEADER)] = (byte) random.nextInt();
        }
        Input in = new Input(out.bytes(), Output.HEADER, out.size());

        try {
            link.hostCodecs.any().read(in, references);
        } catch (ValueException e) {
            assertThat(e).hasMessageNotContaining("Exception");
        }
        assertThat(in.position()).isLessThanOrEqualTo(out.size());
    }

    private static Node node(Random random, int depth) {
        Map<Long, Node> children = new LinkedHashMap<>();
        for (int i = depth == 0 ? 0 : random.nextInt(4); i > 0; i--) {
            children.put(random.nextLong(), random.nextInt(5) == 0 ? null : node(random, depth - 1));
        }
        return new Node(
                random.nextInt(5) == 0 ? null : text(random),
                random.nextGaussian(),
                children,
                List.of(Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000))));
    }

    private static Object value(Random random, int depth) {
        switch (random.nextInt(depth == 0 ? 9 : 11)) {
            case 0 -> {
                return null;
            }
            case 1 -> {
                return random.nextBoolean();
            }
            case 2 -> {
                return random.nextLong() >> random.nextInt(64);
            }
            case 3 -> {
                return Double.longBitsToDouble(random.nextLong());
            }
            case 4, 5 -> {
                return text(random);
            }
            case 6 -> {
                return new BigInteger(random.nextInt(300), random).negate();
            }
            case 7 -> {
                return new BigDecimal(new BigInteger(random.nextInt(300), random), random.nextInt(100) - 50);
            }
            case 8 -> {
                return random.nextBoolean()
                        ? new UUID(random.nextLong(), random.nextLong())
                        : Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
            }
            case 9 -> {
                List<Object> list = new ArrayList<>();
                for (int i = random.nextInt(20); i > 0; i--) {
                    list.add(value(random, depth - 1));
                }
                return list;
            }
            default -> {
                Map<Object, Object> map = new LinkedHashMap<>();
                for (int i = random.nextInt(20); i > 0; i--) {
                    map.put(random.nextBoolean() ? text(random) : random.nextLong(), value(random, depth - 1));
                }
                return map;
            }
        }
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(random.nextInt(8) == 0 ? 400 : 12); i > 0; i--) {
            int most = random.nextBoolean() ? 0x80 : random.nextBoolean() ? 0xd800 : 0x110000;
            int point = random.nextInt(most);
            text.appendCodePoint(point >= 0xd800 && point < 0xe000 ? ' ' : point);
        }
        return text.toString();
    }
}
