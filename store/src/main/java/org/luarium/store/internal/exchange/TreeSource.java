// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.exchange;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.luarium.store.ArchiveException;

/** A compressed tree stream, whose failures are unchecked, so that they are told from failures to write what is read. */
final class TreeSource extends InputStream {
    private static final int BUFFER = 1 << 16;

    private final InputStream compressed;
    private final String source;
    private @Nullable InputStream in;

    TreeSource(InputStream compressed, String source) {
        this.compressed = compressed;
        this.source = source;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        try {
            InputStream present = in;
            if (present == null) {
                present = new BufferedInputStream(new Gunzip(compressed), BUFFER);
                in = present;
            }
            return present.read(target, offset, length);
        } catch (IOException e) {
            throw new ArchiveException(source, "a tree is damaged: " + e.getMessage() + "; get it again", e);
        }
    }

    @Override
    public void close() {
        try (compressed) {
            if (in != null) {
                in.close();
            }
        } catch (IOException e) {
            // It was only read
        }
    }
}
