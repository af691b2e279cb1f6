// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.luarium.vm.EngineInfo;
import org.luarium.vm.LuaNotFoundException;

/** The interpreters in the search path. */
public final class EngineCatalog {
    private static final List<String> NAMES = List.of("lua5.4", "lua", "lua5.3", "luajit", "lua5.1", "lua5.2");

    private final String searchPath;

    public EngineCatalog(Path directory, String searchPath) {
        this.searchPath = searchPath;
    }

    public Engine resolve(String requested) {
        for (EngineInfo info : list()) {
            if (requested.isEmpty() || info.name().equals(requested)) {
                return new Engine(info, List.of(info.executable().orElseThrow().toString()), Map.of(), true);
            }
        }
        throw new LuaNotFoundException("no interpreter for '" + requested + "'; see vm:engines", list());
    }

    public List<EngineInfo> list() {
        List<EngineInfo> found = new ArrayList<>();
        for (String name : NAMES) {
            for (String folder : searchPath.split(":", -1)) {
                Path file = Path.of(folder).resolve(name);
                if (Files.isExecutable(file)) {
                    EngineInfo.Interrupt interrupt =
                            name.equals("luajit") ? EngineInfo.Interrupt.NONE : EngineInfo.Interrupt.ONCE;
                    found.add(
                            new EngineInfo(name, EngineInfo.Kind.EXTERNAL, name, "", Optional.of(file), interrupt, ""));
                    break;
                }
            }
        }
        return found;
    }
}
