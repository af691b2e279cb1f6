// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.child;

import java.io.EOFException;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import org.luarium.extension.spi.LinkClosedException;
import org.luarium.extensions.internal.rpc.PeerOptions;
import org.luarium.extensions.internal.rpc.Watch;

/** The child JVM of an extension. Ends when the host closes the link. */
public final class Main {
    private Main() {}

    /**
     * Runs until the host is gone.
     *
     * @param arguments frame limit, time of calls in ms, calls to the host, threads, and the words that name the link
     */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws IOException {
        PeerOptions usual = PeerOptions.of("host");
        PeerOptions options = new PeerOptions(
                "host",
                Integer.parseInt(arguments[0]),
                Duration.ofMillis(Long.parseLong(arguments[1])),
                Integer.parseInt(arguments[2]),
                Integer.parseInt(arguments[3]),
                usual.callsWaiting(),
                usual.nesting(),
                usual.references(),
                true);
        InputStream in;
        OutputStream out;
        if (arguments[4].equals("fifo")) {
            in = new FileInputStream(arguments[5]);
            out = new FileOutputStream(arguments[6]);
        } else {
            in = new FileInputStream(java.io.FileDescriptor.in);
            out = new FileOutputStream(java.io.FileDescriptor.out);
            System.setOut(System.err);
        }
        ExtensionHost host = new ExtensionHost(options, in, out, new Watch());
        LinkClosedException why = host.end().join();
        if (!(why.getCause() instanceof EOFException)) {
            System.err.println(why.getMessage());
        }
        // What the extension has started must not keep the process alive.
        Runtime.getRuntime().halt(0);
    }
}
