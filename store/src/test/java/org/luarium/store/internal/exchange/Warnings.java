// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.exchange;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Listens to what is logged as warning. */
final class Warnings implements AutoCloseable {
    private final PrintStream before = System.err;
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();

    Warnings() {
        System.setErr(new PrintStream(text, true, StandardCharsets.UTF_8));
    }

    List<String> lines() {
        return text.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains(" WARN "))
                .toList();
    }

    @Override
    public void close() {
        System.setErr(before);
    }
}
