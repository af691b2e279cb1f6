// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.confine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the kernel should say of a process once it runs. It is asked for each, since a cage that held for one says nothing of another.
 *
 * @param filtered whether its system calls are filtered
 * @param apart whether it is the first process of a pid namespace
 * @param user the user it runs as, negative if that of the host
 * @param readsAll whether it may read what root may
 */
public record Inspection(boolean filtered, boolean apart, int user, boolean readsAll) {
    static final Inspection NONE = new Inspection(false, false, -1, false);

    /** Reads what {@link #text()} has written. */
    public static Inspection parse(String text) {
        String[] parts = text.split(" ", -1);
        return new Inspection(
                Boolean.parseBoolean(parts[0]),
                Boolean.parseBoolean(parts[1]),
                Integer.parseInt(parts[2]),
                Boolean.parseBoolean(parts[3]));
    }

    /** It as text, for another JVM. */
    public String text() {
        return filtered + " " + apart + " " + user + " " + readsAll;
    }

    /** Reads its state. Returns what is not as it should be, or an empty text; so too where there is no {@code /proc}. */
    public String flaw(long pid) {
        // Not equals: to compare records for the first time costs a starting JVM 20 ms.
        if (!filtered && !apart && user < 0) {
            return "";
        }
        String status;
        try {
            status = new String(Files.readAllBytes(Path.of("/proc/" + pid + "/status")), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            // It has ended, or /proc is not there; then the attacks from inside have to do.
            return "";
        }
        if (value(status, "State").startsWith("Z") || value(status, "State").startsWith("X")) {
            // It has ended and shows hardly anything any more.
            return "";
        }
        if (filtered && !(has(status, "Seccomp", "2") && has(status, "NoNewPrivs", "1"))) {
            return "its system calls are not filtered";
        }
        if (!has(status, "CapEff", readsAll ? "0000000000000004" : "0000000000000000")) {
            return "it has capabilities";
        }
        if (apart && !value(status, "NSpid").endsWith("\t1")) {
            return "it is in no pid namespace of its own";
        }
        if (user >= 0 && !has(status, "Uid", user + "\t" + user + "\t" + user + "\t" + user)) {
            return "it runs as another user";
        }
        return "";
    }

    private static boolean has(String status, String name, String value) {
        return value(status, name).equals(value);
    }

    private static String value(String status, String name) {
        int at = status.indexOf("\n" + name + ":\t");
        return at < 0 ? "" : status.substring(at + name.length() + 3, status.indexOf('\n', at + 1));
    }
}
