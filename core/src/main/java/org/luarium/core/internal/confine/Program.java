// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.confine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.luarium.core.internal.engine.Engine;
import org.luarium.core.internal.root.ProgramFiles;
import org.luarium.core.internal.root.RootStore;
import org.luarium.vm.EngineInfo;

/**
 * An interpreter with all files that it needs.
 *
 * @param inside where the interpreter is in a file system of its own
 * @param files all files by where they are there
 */
record Program(String inside, Map<String, Path> files) {
    /** Where what we bring is in the file system of an isolate. */
    static final String OURS = "/luarium/";

    static Program of(Engine engine, RootStore roots) throws IOException {
        List<Path> needed = roots.program(Path.of(engine.command().get(0)), engine.variables());
        boolean ours = engine.info().kind() != EngineInfo.Kind.EXTERNAL;
        Path home = needed.get(0).getParent();
        Map<String, Path> files = new LinkedHashMap<>();
        String program = "";
        for (Path file : needed) {
            // Where we keep our own files depends on the machine, and may be where a folder of the isolate is.
            String inside = ours && file.startsWith(home) ? OURS + file.getFileName() : file.toString();
            program = program.isEmpty() ? inside : program;
            files.put(inside, file);
        }
        return new Program(program, files);
    }

    /** Where the loader looks for libraries: it has neither its cache nor {@code /proc} there. */
    String libraryPath() {
        return ProgramFiles.libraryPath(files.keySet().stream().map(Path::of).toList());
    }
}
