// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the last one to use the store closed it, in which run of the machine, and how the folder of objects looked then: so that a store can be opened without a look at every
 * object.
 *
 * @param clean whether it was closed
 * @param boot which run of the machine; empty where nobody can tell
 * @param objects when an object came or went last, and how long the journal is that tells so; empty if there are some that wait for others, or to be complete
 */
record StateFile(boolean clean, String boot, String objects) {
    private static final Logger log = LoggerFactory.getLogger(StateFile.class);
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final StateFile UNKNOWN = new StateFile(false, "", "");
    private static final int LINES = 3;

    static StateFile of(Layout layout, boolean clean) throws IOException {
        String boot = Files.isReadable(BOOT) ? Files.readString(BOOT).strip() : "";
        long journal = Files.exists(layout.journal()) ? Files.size(layout.journal()) : 0;
        return new StateFile(clean, boot, Files.getLastModifiedTime(layout.objects()) + " " + journal);
    }

    static StateFile read(Layout layout) {
        try {
            List<String> lines = Files.readAllLines(layout.state());
            return lines.size() == LINES
                    ? new StateFile(lines.get(0).equals("clean"), lines.get(1), lines.get(2))
                    : UNKNOWN;
        } catch (IOException e) {
            log.debug("{} is as good as missing", layout.state(), e);
            return UNKNOWN;
        }
    }

    /** Where it cannot be written, as on a full disk, it is removed, which has the next one look at everything. */
    void write(Layout layout) throws IOException {
        Path draft = layout.draft();
        try {
            Files.write(draft, List.of(clean ? "clean" : "open", boot, objects));
            Files.move(draft, layout.state(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            log.warn("{} cannot be written: {}", layout.state(), e.toString());
            Files.deleteIfExists(draft);
            Files.deleteIfExists(layout.state());
        }
    }

    /** The same, of a store with objects that wait for something. */
    StateFile incomplete() {
        return new StateFile(clean, boot, "");
    }

    /** Whether what was written since the last checkpoint may be lost: the machine was started anew, or nobody knows. */
    boolean isOtherBoot(StateFile now) {
        return boot.isEmpty() || !boot.equals(now.boot);
    }
}
