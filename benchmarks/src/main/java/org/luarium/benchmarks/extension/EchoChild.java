// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.extension;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;

/** The floor: sends back what it gets, in pieces of 64 bytes. */
public final class EchoChild {
    /** The size of a message. */
    public static final int SIZE = 64;

    private EchoChild() {}

    public static void main(String[] arguments) throws IOException {
        try (FileInputStream in = new FileInputStream(FileDescriptor.in);
                FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
            byte[] buffer = new byte[SIZE];
            while (in.readNBytes(buffer, 0, SIZE) == SIZE) {
                out.write(buffer);
            }
        }
    }
}
