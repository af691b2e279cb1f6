// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.jmh;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.luarium.core.internal.link.FrameReader;
import org.luarium.core.internal.link.FrameWriter;
import org.luarium.core.internal.link.Frames;
import org.luarium.core.internal.link.ProtocolException;
import org.luarium.core.internal.link.ValueReader;
import org.luarium.value.LuaTable;
import org.luarium.value.LuaValue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Frames and values in memory, without a process. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LinkBenchmark {
    private static final int MAX_FRAME = 64 << 20;

    /** What is encoded and decoded. */
    @Param({"integer", "text", "list", "table"})
    public String kind = "integer";

    private List<LuaValue> values = List.of();
    private byte[] encoded = {};
    private final FrameWriter writer = new FrameWriter(MAX_FRAME);
    private final ValueReader reader = new ValueReader();
    private final ByteArrayOutputStream sink = new ByteArrayOutputStream();

    @Setup
    public void prepare() throws IOException {
        values = List.of(sample(kind));
        write();
        encoded = sink.toByteArray();
    }

    private static LuaValue sample(String kind) {
        return switch (kind) {
            case "integer" -> LuaValue.of(42L);
            case "text" -> LuaValue.of("a text of thirty-two characters.");
            case "list" -> {
                List<LuaValue> items = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    items.add(LuaValue.of((long) i));
                }
                yield LuaTable.ofList(items);
            }
            default -> {
                LuaTable.Builder table = LuaTable.builder();
                for (int i = 0; i < 20; i++) {
                    table.put(LuaValue.of("key " + i), LuaValue.of(i * 0.5));
                }
                yield table.build();
            }
        };
    }

    private void write() throws IOException {
        sink.reset();
        writer.begin(3, Frames.RESULT).id(1).values(values).send(sink);
    }

    /** A frame with values, into memory. */
    @Benchmark
    public int encode() throws IOException {
        write();
        return sink.size();
    }

    /** The same frame read and decoded. */
    @Benchmark
    public List<LuaValue> decode() throws IOException, ProtocolException {
        FrameReader frames = new FrameReader(MAX_FRAME);
        ByteArrayInputStream input = new ByteArrayInputStream(encoded);
        while (!frames.next()) {
            frames.fill(input);
        }
        frames.id();
        return reader.list(frames);
    }
}
