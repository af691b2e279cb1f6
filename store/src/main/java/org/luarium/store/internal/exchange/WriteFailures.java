// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.exchange;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import org.luarium.store.StoreAccessException;

/** Throws failures to write unchecked, so that they are told from failures to read what is written. Does not close what it writes to. */
final class WriteFailures extends FilterOutputStream {
    private final Path file;
    private final String what;

    WriteFailures(Path file, String what, OutputStream out) {
        super(out);
        this.file = file;
        this.what = what;
    }

    @Override
    public void write(int value) {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void flush() {
        try {
            out.flush();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void close() {
        flush();
    }

    private StoreAccessException failed(IOException e) {
        return new StoreAccessException(file, what + " cannot be written: " + e, e);
    }
}
