// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.manifest;

import java.io.IOException;
import java.io.InputStream;
import org.luarium.packages.InvalidManifestException;

/** The bytes of a manifest, one by one, and where they stand. */
final class Input {
    static final int END = -1;

    private final InputStream stream;
    private final long most;
    private final byte[] buffer = new byte[1 << 16];
    private int position;
    private int limit;
    private long read;
    private int line = 1;
    private int column = 1;

    Input(InputStream stream, long most) {
        this.stream = stream;
        this.most = most;
    }

    int peek() throws IOException {
        if (position == limit) {
            fill();
        }
        return limit == 0 ? END : buffer[position] & 0xff;
    }

    private void fill() throws IOException {
        position = 0;
        limit = Math.max(0, stream.read(buffer));
        read += limit;
        if (read > most) {
            throw invalid("more than " + most + " bytes");
        }
    }

    int next() throws IOException {
        int c = peek();
        if (c != END) {
            position++;
            column++;
            if (c == '\n') {
                line++;
                column = 1;
            }
        }
        return c;
    }

    int line() {
        return line;
    }

    int column() {
        return column;
    }

    InvalidManifestException invalid(String problem) {
        return new InvalidManifestException(line, column, problem);
    }
}
