// SPDX-License-Identifier: Apache-2.0
package org.luarium.commandline.internal;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The process's own standard streams. {@code System.out} and its siblings are not used: in a container they belong to whoever replaced them last (Gogo
 * does), and they would recode bytes.
 */
record Console(InputStream in, OutputStream out, OutputStream err, boolean terminal) {
    static Console ofProcess() {
        return new Console(
                new FileInputStream(FileDescriptor.in),
                new FileOutputStream(FileDescriptor.out),
                new FileOutputStream(FileDescriptor.err),
                outputIsTerminal());
    }

    /** Where nothing tells, a terminal is assumed: that is only slower. {@code System.console()} speaks of input and output together. */
    private static boolean outputIsTerminal() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return true;
        }
    }

    /** Writes one message for a person. Control bytes in it, which may come from a script, do not reach the terminal. */
    void complain(String message) {
        String text =
                "luarium: " + message.replaceAll("[\\p{Cntrl}&&[^\n\t]]", "?").stripTrailing() + "\n";
        try {
            err.write(text.getBytes(StandardCharsets.UTF_8));
            err.flush();
        } catch (IOException e) {
            // There is nobody left to tell.
        }
    }
}
