// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.confine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.luarium.core.internal.engine.Engine;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.ConfinementReport;
import org.luarium.isolate.ConfinementReport.Control;
import org.luarium.isolate.Limits;
import org.luarium.vm.EngineInfo;
import org.luarium.vm.VmConfig;

/** States what holds for a VM, control by control. */
final class Rows {
    private static final String NOBODY = ConfinementReport.NOT_ENFORCED;
    private static final String HOST = "host";
    private static final String LIFETIME = "lifetime";

    private final VmConfig config;
    private final Engine engine;
    private final boolean spawner;
    private final boolean limitsMemory;
    private final Kernel kernel;
    private final Tier tier;
    private final int user;
    private final boolean readsAll;
    private final boolean off;

    Rows(
            VmConfig config,
            Engine engine,
            String link,
            boolean limitsMemory,
            Kernel kernel,
            Tier tier,
            int user,
            boolean readsAll) {
        this.config = config;
        this.engine = engine;
        this.spawner = link.equals("fifo");
        this.limitsMemory = limitsMemory;
        this.kernel = kernel;
        this.tier = tier;
        this.user = user;
        this.readsAll = readsAll;
        this.off = config.confinement().mode() == Confinement.Mode.OFF || !spawner;
    }

    /** The report's rows, given the controls that an attack has passed. */
    List<Control> rows(Set<String> broken, String probe) {
        Confinement wanted = config.confinement();
        Limits limits = wanted.limits();
        List<Control> rows = new ArrayList<>();
        rows.add(new Control("process", "one of its own", "operating system", "pid"));
        rows.add(tried(Attack.FILESYSTEM, files(), tier.files(), broken, probe));
        rows.add(tried(Attack.NETWORK, network(), networkBy(), broken, probe));
        rows.add(tried(Attack.PROCESSES, processes(), processesBy(), broken, probe));
        rows.add(tried(Attack.PRIVILEGES, privileges(), privilegesBy(), broken, probe));
        rows.add(memory(limits));
        rows.add(watched("wall time", limits.wallTime().map(Duration::toString).orElse("no limit"), "host watchdog"));
        rows.add(watched(
                "cpu time", limits.cpuTime().map(Duration::toString).orElse("no limit"), "host watchdog, sampled"));
        rows.add(watched("output", Sizes.text(limits.outputBytes()), HOST));
        rows.add(new Control("frame", Sizes.text(limits.frameBytes()), HOST, "-"));
        limits.openFiles().ifPresent(most -> rows.add(limit("open files", Integer.toString(most), "RLIMIT_NOFILE")));
        limits.fileBytes().ifPresent(most -> rows.add(limit("file size", Sizes.text(most), "RLIMIT_FSIZE")));
        rows.add(new Control("environment", "what the host sets", HOST, "start"));
        rows.add(new Control(
                "library", wanted.library().name().toLowerCase(Locale.ROOT), "its side of the link", "start"));
        rows.add(new Control(
                LIFETIME,
                "ends with the host",
                spawner ? "spawner and parent-death signal" : NOBODY,
                spawner ? "start" : "an idle one sees the end of its input"));
        return rows;
    }

    /** The row of a VM that outlives the host. */
    static Control kept(Control row) {
        return row.name().equals(LIFETIME)
                ? new Control(LIFETIME, "outlives the host", "keeper and parent-death signal", row.verified())
                : row;
    }

    private static Control tried(String name, String limit, String by, Set<String> broken, String probe) {
        if (by.isEmpty()) {
            return new Control(name, limit, NOBODY, "-");
        }
        return broken.contains(name)
                ? new Control(name, limit, NOBODY, probe + ": " + by + " did not hold")
                : new Control(name, limit, by, probe);
    }

    private String files() {
        Confinement wanted = config.confinement();
        if (wanted.files() == Confinement.Files.HOST) {
            return "all that its user may";
        }
        long scratch = tier == Tier.NAMESPACES ? wanted.limits().scratchBytes() : 0;
        int given = wanted.readable().size();
        int shared = wanted.shared().size();
        return "its interpreter" + (shared == 0 ? "" : " and " + shared + " shared")
                + (given == 0 ? "" : " and " + given + " given to read")
                + (scratch == 0 ? "; none to write" : "; a private /tmp of " + Sizes.text(scratch));
    }

    private String network() {
        return !config.networked()
                ? "none"
                : config.confinement().files() == Confinement.Files.HOST ? "that of the host" : "through the host only";
    }

    private String networkBy() {
        if (off || (config.networked() && config.confinement().files() == Confinement.Files.HOST)) {
            return "";
        }
        String filter = kernel.hasFilter() ? "seccomp" : "";
        return tier == Tier.NAMESPACES ? "network namespace" + (filter.isEmpty() ? "" : ", " + filter) : filter;
    }

    private boolean alone() {
        return config.confinement().limits().processes().orElse(2) == 1;
    }

    private String processes() {
        return alone() ? "starts no others" : "may start others";
    }

    private String processesBy() {
        if (off || !alone() || !kernel.hasFilter()) {
            return "";
        }
        return tier == Tier.NAMESPACES ? "seccomp, pid namespace" : "seccomp";
    }

    private String privileges() {
        return off ? "those of the host's user" : privileges(user, readsAll);
    }

    static String privileges(int user, boolean readsAll) {
        return (user < 0 ? "the host's user" : "user " + user)
                + (readsAll && user >= 0 ? " who reads what root may" : ", no capabilities")
                + ", none to gain";
    }

    private String privilegesBy() {
        return off || !kernel.hasFilter() ? "" : "no_new_privs, seccomp" + (user < 0 ? "" : ", a user of its own");
    }

    private static Control watched(String name, String limit, String by) {
        return new Control(name, limit + " per call", by, "-");
    }

    private Control limit(String name, String limit, String by) {
        return off ? new Control(name, limit, NOBODY, "-") : new Control(name, limit, by, "start");
    }

    private Control memory(Limits limits) {
        boolean enforced = limitsMemory && engine.memoryByAddressSpace();
        if (limits.memoryBytes().isEmpty()) {
            return new Control("memory", "no limit", enforced ? "RLIMIT_AS" : NOBODY, "-");
        }
        String limit = Sizes.text(limits.memoryBytes().getAsLong()) + " of address space";
        if (enforced) {
            return new Control("memory", limit, "RLIMIT_AS", "start");
        }
        String why = engine.info().kind() == EngineInfo.Kind.EMBEDDED_JVM ? "a JVM cannot run under it" : "-";
        return new Control("memory", limit, NOBODY, why);
    }
}
