// SPDX-License-Identifier: Apache-2.0
package org.luarium.commandline.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.luarium.vm.OutputListener;

/** Passes a script's output on, byte for byte. The blocks it gets are large already, so it does not buffer. */
final class OutputForwarder implements OutputListener {
    private final Console console;
    private volatile boolean broken;

    OutputForwarder(Console console) {
        this.console = console;
    }

    @Override
    public void output(Stream stream, byte[] bytes) {
        try {
            (stream == Stream.STDOUT ? console.out() : console.err()).write(bytes);
        } catch (IOException e) {
            if (stream == Stream.STDOUT) {
                broken = true;
                throw new UncheckedIOException("standard output is closed", e);
            }
        }
    }

    /** Whether the reader of standard output went away. */
    boolean broken() {
        return broken;
    }
}
