// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.host;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.luarium.isolate.Diagnosis;

/** The file system of the host that is memory. */
final class SharedMemory {
    private static final Path FOLDER = Path.of("/dev/shm");
    private static final int PROBE_BYTES = 64 << 10;
    private static final long LITTLE = 256L << 20;

    private SharedMemory() {}

    /** Maps a file there and writes to it. */
    static Diagnosis diagnose() {
        String remedy = "mount a tmpfs at " + FOLDER + " that this user can write to, in Docker with --shm-size=1g";
        try {
            Path file = Files.createTempFile(FOLDER, "luarium-diagnose", ".tmp");
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, PROBE_BYTES);
                mapped.put(PROBE_BYTES - 1, (byte) 1);
                long free = Files.getFileStore(file).getUsableSpace();
                return new Diagnosis(
                        "shared memory",
                        free < LITTLE ? Diagnosis.State.DEGRADED : Diagnosis.State.OK,
                        (free >> 20) + " MiB free in " + FOLDER,
                        free < LITTLE ? "free some of it, or " + remedy : "");
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            return new Diagnosis("shared memory", Diagnosis.State.MISSING, String.valueOf(e), remedy);
        }
    }
}
