// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.manifest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Reads a manifest of fifty megabytes that nobody has ever seen in one piece; run by a test with little memory. */
final class LargeManifest extends InputStream {
    private static final int BYTES = 50_000_000;
    private static final int ROCKS = 5000;
    private static final int VERSIONS = 30;

    private byte[] part = "repository = {\n".getBytes(StandardCharsets.US_ASCII);
    private int position;
    private long sent;
    private int rock;
    private int module;
    private boolean ended;

    private LargeManifest() {}

    @Override
    public int read() {
        throw new UnsupportedOperationException();
    }

    @Override
    public int read(byte[] into, int offset, int most) {
        if (position == part.length) {
            part = next().getBytes(StandardCharsets.US_ASCII);
            position = 0;
        }
        if (part.length == 0) {
            return -1;
        }
        int count = Math.min(most, part.length - position);
        System.arraycopy(part, position, into, offset, count);
        position += count;
        sent += count;
        return count;
    }

    private String next() {
        if (rock < ROCKS) {
            return rock(rock++) + (rock == ROCKS ? "}\nmodules = {\n" : "");
        } else if (sent < BYTES) {
            return "[\"module." + module + "\"] = { \"rock" + module++ + "/1.0-1\" },\n";
        }
        String end = ended ? "" : "}\n";
        ended = true;
        return end;
    }

    private static String rock(int number) {
        StringBuilder text = new StringBuilder("rock" + number + " = {\n");
        for (int i = 0; i < VERSIONS; i++) {
            text.append("[\"1.").append(i).append("-1\"] = { { arch = \"rockspec\" }, { arch = \"src\" } },\n");
        }
        return text.append("},\n").toString();
    }

    public static void main(String... arguments) throws IOException {
        long start = System.nanoTime();
        LargeManifest stream = new LargeManifest();
        Manifest manifest = Manifest.read(stream, Limits.DEFAULT);
        System.out.printf(
                "%d rocks of %d bytes in %d ms%n",
                manifest.rocks().size(), stream.sent, (System.nanoTime() - start) / 1_000_000);
    }
}
