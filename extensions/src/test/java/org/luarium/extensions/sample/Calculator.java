// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.sample;

import java.util.concurrent.CompletableFuture;
import java.util.function.IntUnaryOperator;

/** What extensions of tests can be called by. */
public interface Calculator {
    int add(int a, int b);

    CompletableFuture<Integer> later(int value, int millis);

    int apply(IntUnaryOperator function, int value);

    String lookUp(String key);

    /** Ends its process. */
    void exit(int code);

    int generation();

    /** What is tried, such as to read a file; the answer, or the failure. */
    String attempt(String what, String argument) throws Exception;
}
