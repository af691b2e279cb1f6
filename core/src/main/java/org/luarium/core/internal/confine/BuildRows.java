// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.confine;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.luarium.isolate.ConfinementReport;
import org.luarium.isolate.ConfinementReport.Control;
import org.luarium.store.spi.BuildStep;

/**
 * States what holds for a build step, control by control.
 *
 * @param step the step
 * @param tier how files are kept from it
 * @param filtered whether its system calls are filtered
 * @param caged whether the spawner starts it
 * @param limitsMemory whether address space can be limited
 * @param user its own user, if it has one
 */
record BuildRows(BuildStep step, Tier tier, boolean filtered, boolean caged, boolean limitsMemory, OptionalInt user) {
    private static final String NOBODY = ConfinementReport.NOT_ENFORCED;
    private static final String HOST = "host";

    List<Control> rows(Set<String> broken, String probe) {
        boolean apart = tier == Tier.NAMESPACES;
        List<Control> rows = new ArrayList<>();
        rows.add(tried(Attack.FILESYSTEM, files(), tier.files(), broken, probe));
        rows.add(tried(
                Attack.NETWORK, step.network() ? "that of the host, as asked" : "none", network(), broken, probe));
        rows.add(tried(
                Attack.PROCESSES,
                "at most " + step.processes() + " processes and threads, none outlives it, none reaches others",
                processes(),
                broken,
                probe));
        rows.add(tried(Attack.PRIVILEGES, privileges(), privilegesBy(), broken, probe));
        rows.add(new Control(
                "memory",
                Sizes.text(step.memoryBytes()) + " of address space for each process",
                limitsMemory ? "RLIMIT_AS" : NOBODY,
                limitsMemory ? "start" : "-"));
        rows.add(new Control("wall time", step.timeLimit().toString(), HOST, "-"));
        rows.add(new Control("output", "the last " + Sizes.text(step.outputBytes()) + " are kept", HOST, "-"));
        rows.add(limit("open files", step.openFiles() + " for each process", "RLIMIT_NOFILE"));
        rows.add(limit("file size", Sizes.text(step.fileBytes()) + " each, any number", "RLIMIT_FSIZE"));
        rows.add(
                apart
                        ? new Control("scratch", "/tmp of " + Sizes.text(step.scratchBytes()), "tmpfs", "start")
                        : new Control("scratch", "a folder of its own", NOBODY, "-"));
        rows.add(new Control("environment", "what the step sets", HOST, "start"));
        rows.add(limit("lifetime", "ends with the host", "spawner and parent-death signal"));
        return rows;
    }

    private static Control tried(String name, String limit, String by, Set<String> broken, String probe) {
        if (by.isEmpty()) {
            return new Control(name, limit, NOBODY, "-");
        }
        return broken.contains(name)
                ? new Control(name, limit, NOBODY, probe + ": " + by + " did not hold")
                : new Control(name, limit, by, probe);
    }

    private Control limit(String name, String limit, String by) {
        return caged ? new Control(name, limit, by, "start") : new Control(name, limit, NOBODY, "-");
    }

    private String files() {
        return switch (tier) {
            case NAMESPACES, LANDLOCK ->
                "system folders and " + step.inputs().size() + " given to read, one folder to write";
            case LIMITS -> "all that its user may";
        };
    }

    private String network() {
        if (step.network() || !filtered) {
            return !step.network() && tier == Tier.NAMESPACES ? "network namespace" : "";
        }
        return tier == Tier.NAMESPACES ? "network namespace, seccomp" : "seccomp";
    }

    private String processes() {
        if (tier == Tier.NAMESPACES) {
            return "RLIMIT_NPROC, pid namespace";
        }
        return user.isPresent() ? "RLIMIT_NPROC, a user of its own" : "";
    }

    private String privileges() {
        if (!filtered) {
            return "those of the host's user";
        }
        return (user.isPresent()
                        ? "user " + user.getAsInt() + " who reads what root may"
                        : "the host's user, no capabilities")
                + ", none to gain";
    }

    private String privilegesBy() {
        return !filtered ? "" : "no_new_privs, seccomp" + (user.isPresent() ? ", a user of its own" : "");
    }
}
