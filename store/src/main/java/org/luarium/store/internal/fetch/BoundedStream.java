// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.fetch;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;

/** A file that ends with an error where it is longer than allowed, not wanted any more, or cannot be read. */
final class BoundedStream extends FilterInputStream {
    private final FetchRequest request;
    private final Watch watch;
    private long left;

    BoundedStream(FetchRequest request, Watch watch, InputStream in) {
        super(in);
        this.request = request;
        this.watch = watch;
        left = request.maxSize();
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        watch.check();
        try {
            int count = in.read(target, offset, length);
            left -= Math.max(count, 0);
            if (left < 0) {
                throw Problems.error(
                        request.source(),
                        "it has more than " + request.maxSize() + " bytes; raise the limit if that is right",
                        null);
            }
            return count;
        } catch (ClosedByInterruptException e) {
            throw Exchange.interrupted(request.source());
        } catch (IOException e) {
            throw Problems.error(request.source(), e.getMessage() + "; try again later", e);
        }
    }

    @Override
    public int available() {
        return 0;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            // It was only read
        }
    }
}
