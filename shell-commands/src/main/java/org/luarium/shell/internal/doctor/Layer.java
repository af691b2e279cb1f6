// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.doctor;

import java.util.Arrays;
import java.util.Optional;
import org.luarium.isolate.Diagnosis;

/** All that {@code luarium:doctor} can have a finding about; {@code docs/doctor.md} explains each. */
public enum Layer {
    ISOLATES("isolates", true),
    VMS("VMs", true),
    VM("VM", true),
    LINK("link", false),
    /** Followed by the name of one. */
    ENGINE("engine", false),
    NAMESPACES("namespaces", false),
    FILTER("system call filter", false),
    LANDLOCK("Landlock", false),
    USERS("user ids", false),
    PERSISTENT("persistent VMs", false),
    WATCHED("time and output limits", false),
    JAVA("Java", true),
    HOME("home", true),
    TEMPORARY("temporary folder", true),
    OPEN_FILES("open files", true),
    PROCESSES("processes", true),
    MEMORY("memory", false),
    COMPILER("compiler", false),
    BUILD_TOOLS("build tools", false),
    LUAROCKS("LuaRocks", false),
    PROXY("proxy", false),
    TERMINAL("terminal", false),
    MANAGERS("service VmManager", false),
    BUNDLES("bundles", false),
    COMPONENTS("components", false),
    CONFIGURATION("configuration", false);

    private final String id;
    private final boolean essential;

    Layer(String id, boolean essential) {
        this.id = id;
        this.essential = essential;
    }

    /** What a finding calls it. */
    public String id() {
        return id;
    }

    /** Whether nothing works without it. */
    public boolean essential() {
        return essential;
    }

    /** The one that a finding is about. */
    public static Optional<Layer> of(Diagnosis finding) {
        return Arrays.stream(values())
                .filter(layer -> finding.layer().equals(layer.id)
                        || (layer == ENGINE && finding.layer().startsWith(layer.id + " ")))
                .findFirst();
    }

    /** Whether a finding is a reason to stop. */
    public static boolean fails(Diagnosis finding) {
        return finding.state() == Diagnosis.State.MISSING
                && of(finding).map(Layer::essential).orElse(false);
    }

    Diagnosis ok(String detail) {
        return new Diagnosis(id, Diagnosis.State.OK, detail, "");
    }

    Diagnosis optional(String detail, String remedy) {
        return new Diagnosis(id, Diagnosis.State.OPTIONAL, detail, remedy);
    }

    Diagnosis degraded(String detail, String remedy) {
        return new Diagnosis(id, Diagnosis.State.DEGRADED, detail, remedy);
    }

    Diagnosis missing(String detail, String remedy) {
        return new Diagnosis(id, Diagnosis.State.MISSING, detail, remedy);
    }
}
