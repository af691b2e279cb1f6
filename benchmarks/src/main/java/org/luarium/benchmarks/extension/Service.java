// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.extension;

import java.util.concurrent.CompletableFuture;
import java.util.function.IntUnaryOperator;
import org.luarium.extension.spi.SharedBuffer;

/** What is called. */
public interface Service {
    int add(int a, int b);

    CompletableFuture<Integer> addLater(int a, int b);

    int apply(IntUnaryOperator function, int value);

    int size(byte[] bytes);

    /** Looks at both ends of it. */
    double ends(SharedBuffer numbers);

    void exit();
}
