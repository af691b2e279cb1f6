// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.sample;

import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.luarium.extension.spi.ExtensionContext;
import org.luarium.extension.spi.NumberType;
import org.luarium.extension.spi.SharedBuffer;

/** The extension of tests that shares memory. */
public final class MatricesExtension implements Matrices {
    private final ExtensionContext context;
    private volatile SharedBuffer kept;

    public MatricesExtension(ExtensionContext context) {
        this.context = context;
    }

    @Override
    public double sum(SharedBuffer buffer) {
        double sum = 0;
        for (double each : numbers(buffer)) {
            sum += each;
        }
        return sum;
    }

    @Override
    public long sumOfLongs(SharedBuffer buffer) {
        long sum = 0;
        for (ByteBuffer part : buffer.bytes()) {
            var numbers = part.asLongBuffer();
            while (numbers.hasRemaining()) {
                sum += numbers.get();
            }
        }
        buffer.close();
        return sum;
    }

    @Override
    public void add(SharedBuffer buffer, double more) {
        double[] numbers = new double[(int) buffer.size()];
        buffer.get(0, numbers);
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] += more;
        }
        buffer.put(0, numbers);
        buffer.close();
    }

    @Override
    public double[] numbers(SharedBuffer buffer) {
        double[] numbers = new double[(int) buffer.size()];
        buffer.get(0, numbers);
        buffer.close();
        return numbers;
    }

    @Override
    public SharedBuffer every(SharedBuffer buffer, int dimension, int step) {
        return buffer.slice(dimension, 0, buffer.shape()[dimension], step);
    }

    @Override
    public SharedBuffer range(int count) {
        SharedBuffer buffer = context.allocate(NumberType.FLOAT64, count);
        for (int i = 0; i < count; i++) {
            buffer.putDouble(i, i);
        }
        return buffer;
    }

    @Override
    public void keep(SharedBuffer buffer) {
        kept = buffer;
    }

    @Override
    public double kept(long index) {
        return kept.getDouble(index);
    }

    @Override
    public void forget() {
        kept.close();
    }

    @Override
    public double[] twice(double[] numbers) {
        return Arrays.stream(numbers).map(each -> 2 * each).toArray();
    }

    @Override
    public byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return reversed;
    }

    @Override
    public int remaining(ByteBuffer bytes) {
        return bytes.remaining();
    }

    @Override
    public Object any(Object value) {
        return value;
    }

    @Override
    public List<long[]> nested(List<long[]> arrays) {
        return arrays;
    }

    @Override
    public String kind(long[] numbers) {
        return "long " + numbers.length;
    }

    @Override
    public String kind(int[] numbers) {
        return "int " + numbers.length;
    }

    @Override
    public String attack(String what, String argument) throws Exception {
        Path path = Path.of(argument);
        return switch (what) {
            case "truncate" -> {
                try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
                    file.setLength(0);
                }
                yield "truncated";
            }
            case "open" -> "opened " + Files.readAllBytes(path).length;
            case "create" -> "created " + Files.writeString(path, "x");
            case "delete" -> {
                Files.delete(path);
                yield "deleted";
            }
            case "list" -> {
                try (Stream<Path> files = Files.list(path)) {
                    yield "listed " + files.toList();
                }
            }
            default -> throw new IllegalArgumentException(what);
        };
    }

    @Override
    public void exit() {
        Runtime.getRuntime().halt(3);
    }
}
