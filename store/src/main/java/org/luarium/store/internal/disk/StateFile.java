// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Whether the last one to use the store closed it, in which run of the machine, and how the folder of objects looked then: so that a store can be opened without a look at every
 * object.
 *
 * @param clean whether it was closed
 * @param boot which run of the machine; empty where nobody can tell
 * @param objects when an object came or went last
 */
record StateFile(boolean clean, String boot, String objects) {
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final StateFile UNKNOWN = new StateFile(false, "", "");
    private static final int LINES = 3;

    static StateFile of(Layout layout, boolean clean) throws IOException {
        String boot = Files.isReadable(BOOT) ? Files.readString(BOOT).strip() : "";
        return new StateFile(
                clean, boot, Files.getLastModifiedTime(layout.objects()).toString());
    }

    static StateFile read(Layout layout) throws IOException {
        try {
            List<String> lines = Files.readAllLines(layout.state());
            return lines.size() == LINES
                    ? new StateFile(lines.get(0).equals("clean"), lines.get(1), lines.get(2))
                    : UNKNOWN;
        } catch (NoSuchFileException e) {
            return UNKNOWN;
        }
    }

    void write(Layout layout) throws IOException {
        Path draft = layout.root().resolve("state.new");
        Files.write(draft, List.of(clean ? "clean" : "open", boot, objects));
        Files.move(draft, layout.state(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Whether what was written since the last checkpoint may be lost: the machine was started anew, or nobody knows. */
    boolean isOtherBoot(StateFile now) {
        return boot.isEmpty() || !boot.equals(now.boot);
    }
}
