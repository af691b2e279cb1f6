// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.extension;

import java.util.concurrent.CompletableFuture;
import java.util.function.IntUnaryOperator;
import org.luarium.extension.spi.SharedBuffer;

/** The extension. */
public final class ServiceExtension implements Service {
    @Override
    public int add(int a, int b) {
        return a + b;
    }

    @Override
    public CompletableFuture<Integer> addLater(int a, int b) {
        return CompletableFuture.completedFuture(a + b);
    }

    @Override
    public int apply(IntUnaryOperator function, int value) {
        return function.applyAsInt(value);
    }

    @Override
    public int size(byte[] bytes) {
        return bytes.length;
    }

    @Override
    public double ends(SharedBuffer numbers) {
        try (numbers) {
            return numbers.getDouble(0) + numbers.getDouble(numbers.size() - 1);
        }
    }

    @Override
    public void exit() {
        Runtime.getRuntime().halt(1);
    }
}
