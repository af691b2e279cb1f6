// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.web;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** What a server answered. To be closed; confined to one thread. */
public final class Answer implements AutoCloseable {
    private final URI asked;
    private final Socket socket;
    private final Head head;
    private final InputStream raw;

    Answer(URI asked, Socket socket, Head head, InputStream raw) {
        this.asked = asked;
        this.socket = socket;
        this.head = head;
        this.raw = raw;
    }

    public int status() {
        return head.status();
    }

    public Optional<String> header(String name) {
        return head.header(name);
    }

    /** What the status means if it is no success. */
    public WebException problem() {
        return Problems.status(asked, status());
    }

    /**
     * The file that it answered with, unpacked if it comes packed. Closing that closes the answer.
     *
     * @param most how many bytes the file may have, unpacked, and the answer too
     */
    public InputStream body(long most) throws IOException {
        try {
            InputStream framed = new BoundedStream(new FramedStream(raw, head), most);
            String encoding = header("Content-Encoding").orElse("identity");
            InputStream file = switch (encoding) {
                case "identity", "" -> framed;
                case "gzip", "x-gzip" -> new BoundedStream(new GZIPInputStream(framed, 1 << 14), most);
                default ->
                    throw new WebException(
                            asked,
                            "it comes packed in a way that nobody asked for; tell the owner of the server",
                            null);
            };
            return new Body(file);
        } catch (WebException e) {
            throw e;
        } catch (IOException e) {
            throw Problems.of(asked, asked, e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It was only read
        }
    }

    /** Says of which file a failure is. */
    private final class Body extends InputStream {
        private final InputStream in;

        Body(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            try {
                return in.read(target, offset, length);
            } catch (IOException e) {
                throw Problems.of(asked, asked, e);
            }
        }

        @Override
        public void close() {
            Answer.this.close();
        }
    }
}
