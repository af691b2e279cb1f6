// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.confine;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.luarium.core.internal.cage.JobView;
import org.luarium.isolate.ConfinementReport;
import org.luarium.isolate.ConfinementReport.Control;

/**
 * States what holds for a job, control by control.
 *
 * @param job the job
 * @param tier how files are kept from it
 * @param filtered whether its system calls are filtered
 * @param caged whether the spawner starts it
 * @param limitsMemory whether address space can be limited
 * @param user its own user, if it has one
 */
record JobRows(Job job, Tier tier, boolean filtered, boolean caged, boolean limitsMemory, OptionalInt user) {
    private static final String NOBODY = ConfinementReport.NOT_ENFORCED;
    private static final String HOST = "host";

    List<Control> rows(Set<String> broken, String probe) {
        boolean apart = tier == Tier.NAMESPACES;
        Job.Bounds bounds = job.bounds();
        List<Control> rows = new ArrayList<>();
        rows.add(tried(Attack.FILESYSTEM, files(), tier.files(), broken, probe));
        rows.add(
                tried(Attack.NETWORK, job.network() ? "that of the host, as asked" : "none", network(), broken, probe));
        rows.add(tried(Attack.PROCESSES, processes(), processesBy(), broken, probe));
        rows.add(tried(Attack.PRIVILEGES, privileges(), privilegesBy(), broken, probe));
        rows.add(memory());
        rows.addAll(job.watched());
        rows.add(limit("open files", bounds.openFiles() + " for each process", "RLIMIT_NOFILE"));
        bounds.fileBytes()
                .ifPresent(
                        most -> rows.add(limit("file size", Sizes.text(most) + " each, any number", "RLIMIT_FSIZE")));
        if (job.linked()) {
            bounds.cpuSeconds()
                    .ifPresent(most -> rows.add(limit("cpu time", most + " s for each process", "RLIMIT_CPU")));
        }
        rows.add(
                apart
                        ? new Control("scratch", scratch() + Sizes.text(bounds.scratch()), "tmpfs", "start")
                        : new Control("scratch", "a folder of its own", NOBODY, "-"));
        rows.add(new Control("environment", job.linked() ? "what was given" : "what the step sets", HOST, "start"));
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
        int folders = job.writable().size();
        String writable = folders == 0 ? "none to write" : folders == 1 ? "one folder to write" : folders + " to write";
        return switch (tier) {
            case NAMESPACES, LANDLOCK -> "system folders and " + job.readable().size() + " given to read, " + writable;
            case LIMITS -> "all that its user may";
        };
    }

    private String network() {
        if (job.network() || !filtered) {
            return !job.network() && tier == Tier.NAMESPACES ? "network namespace" : "";
        }
        return tier == Tier.NAMESPACES ? "network namespace, seccomp" : "seccomp";
    }

    private String processes() {
        String most = "at most " + job.bounds().processes() + " processes and threads, ";
        return job.bounds().starts()
                ? most + "none outlives it, none reaches others"
                : most + "starts no others, reaches none";
    }

    private String processesBy() {
        if (!job.bounds().starts() && !filtered) {
            return "";
        }
        String alone = job.bounds().starts() ? "" : "seccomp, ";
        if (tier == Tier.NAMESPACES) {
            return alone + "RLIMIT_NPROC, pid namespace";
        }
        return user.isPresent() ? alone + "RLIMIT_NPROC, a user of its own" : "";
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

    private String scratch() {
        boolean shared = Stream.concat(job.readable().stream(), job.writable().stream())
                .anyMatch(path -> path.startsWith(JobView.SHARED_MEMORY));
        return shared ? "/tmp and the rest of /dev/shm, each of " : "/tmp of ";
    }

    private Control memory() {
        Job.Bounds bounds = job.bounds();
        String limit = bounds.memory().isPresent()
                ? Sizes.text(bounds.memory().getAsLong()) + " of address space for each process"
                : "no limit";
        return new Control(
                "memory",
                limit,
                limitsMemory ? "RLIMIT_AS" : NOBODY,
                limitsMemory && bounds.memory().isPresent() ? "start" : "-");
    }
}
