// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.doctor;

import java.util.ArrayList;
import java.util.List;
import org.luarium.isolate.Diagnosis;
import org.luarium.vm.EngineInfo;

/** Interpreters that this machine does not have; what it has is tried by the core. */
final class Engines {
    private static final List<String> KNOWN = List.of("lua5.4", "lua5.3", "lua5.2", "lua5.1", "luajit");

    private Engines() {}

    static List<Diagnosis> missing(List<EngineInfo> found, Installer installer) {
        List<Diagnosis> findings = new ArrayList<>();
        for (String name : KNOWN) {
            if (found.stream().noneMatch(engine -> is(engine, name))) {
                findings.add(new Diagnosis(
                        Layer.ENGINE.id() + " " + name,
                        Diagnosis.State.OPTIONAL,
                        "not installed; only for code that wants " + language(name),
                        installer.command(name)));
            }
        }
        return findings;
    }

    private static boolean is(EngineInfo engine, String name) {
        return engine.usable()
                && (engine.name().equals(name)
                        || (engine.kind() == EngineInfo.Kind.EXTERNAL
                                && !engine.version().startsWith("LuaJIT")
                                && name.equals("lua" + engine.dialect())));
    }

    private static String language(String name) {
        return name.equals("luajit") ? "LuaJIT" : "Lua " + name.substring("lua".length());
    }
}
