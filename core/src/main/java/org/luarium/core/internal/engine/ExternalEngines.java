// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.engine;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.luarium.vm.EngineInfo;

/** Interpreters of the machine. */
final class ExternalEngines {
    private static final EngineInfo.Kind KIND = EngineInfo.Kind.EXTERNAL;

    private final List<Path> folders;
    private final ProbeCache cache;
    private final EngineProber prober;

    ExternalEngines(String searchPath, ProbeCache cache, EngineProber prober) {
        this.folders = folders(searchPath);
        this.cache = cache;
        this.prober = prober;
    }

    private static List<Path> folders(String searchPath) {
        List<Path> folders = new ArrayList<>();
        for (String element : searchPath.split(File.pathSeparator, -1)) {
            try {
                Path folder = Path.of(element);
                // A relative element (an empty one is the current folder) would run whatever lies where someone stands
                if (folder.isAbsolute() && !folders.contains(folder)) {
                    folders.add(folder);
                }
            } catch (InvalidPathException e) {
                // Cannot contain anything
            }
        }
        return List.copyOf(folders);
    }

    /** Returns the programs of that name, in the order of the search path. */
    List<Path> find(String name) {
        List<Path> found = new ArrayList<>();
        for (Path folder : folders) {
            try {
                File file = folder.resolve(name).toFile();
                if (file.isFile() && file.canExecute()) {
                    found.add(file.toPath());
                }
            } catch (InvalidPathException e) {
                return List.of();
            }
        }
        return found;
    }

    /** Judges the program at a path. */
    Verdict judge(String name, Path path) {
        Path program;
        try {
            program = path.toRealPath();
        } catch (IOException e) {
            return Verdict.rejected(KIND, name, path, "there is no such file");
        }
        if (Files.isDirectory(program)) {
            return Verdict.rejected(KIND, name, program, "it is a directory");
        }
        Optional<String> stamp = FileStamp.of(program);
        if (stamp.isEmpty()) {
            return Verdict.rejected(KIND, name, program, "it is not a regular file");
        }
        if (!Files.isExecutable(program)) {
            return Verdict.rejected(KIND, name, program, "it is not executable");
        }
        Probe probe = cache.get(stamp.get(), () -> prober.interpreter(program));
        if (!probe.usable()) {
            return Verdict.rejected(KIND, name, program, probe.rejection());
        }
        EngineInfo info = new EngineInfo(
                name, KIND, probe.version(), probe.dialect(), Optional.of(program), interrupt(probe), "");
        return new Verdict(info, new Engine(info, List.of(program.toString()), Map.of(), true));
    }

    /** The handler of {@code lua} resets itself to the default; compiled loops of LuaJIT never look whether there was a signal. */
    private static EngineInfo.Interrupt interrupt(Probe probe) {
        return probe.luaJit() ? EngineInfo.Interrupt.NONE : EngineInfo.Interrupt.ONCE;
    }
}
