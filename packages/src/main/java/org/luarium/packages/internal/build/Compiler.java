// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.build;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.luarium.packages.RockBuildException;
import org.luarium.packages.internal.rockspec.BuildSpec;
import org.luarium.packages.internal.rockspec.RelativePath;
import org.luarium.packages.internal.rockspec.Rockspec;
import org.luarium.store.Build;

/** Compiles the modules of a rock that are in C. It starts no shell, and names files as they are called in the sources, so that no folder of this machine gets into what it makes. */
final class Compiler {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\(([A-Z0-9_]+)_(INCDIR|LIBDIR|DIR)\\)");
    private static final Pattern SYSTEM = Pattern.compile("/usr/(local/)?(include|lib)(/[A-Za-z0-9_.+-]+)*");

    private final Rockspec rockspec;
    private final Toolchain toolchain;

    Compiler(Rockspec rockspec, Toolchain toolchain) {
        this.rockspec = rockspec;
        this.toolchain = toolchain;
    }

    void compile(Build build, SourceTree sources, BuildSpec.Module module, Path target) throws IOException {
        Files.createDirectories(requireNonNull(target.getParent(), "parent"));
        List<String> command = new ArrayList<>(List.of(
                toolchain.compiler().toString(),
                "-O2",
                "-fPIC",
                "-shared",
                "-I" + toolchain.headers(),
                "-o",
                target.toString()));
        for (String folder : module.includes()) {
            add(command, "-I", folder(folder));
        }
        module.defines().forEach(define -> command.add("-D" + define));
        for (String source : module.sources()) {
            if (!source.endsWith(".c")) {
                throw problem("'" + source + "' is neither Lua nor C, and nothing else can be compiled");
            }
            Path unused = sources.file(source);
            command.add("./" + source);
        }
        for (String folder : module.libraryFolders()) {
            add(command, "-L", folder(folder));
        }
        module.libraries().forEach(library -> command.add("-l" + library));
        build.exec(sources.root(), command);
    }

    private static void add(List<String> command, String option, String folder) {
        if (!folder.isEmpty()) {
            command.add(option + folder);
        }
    }

    /** Of the system, or of the sources; empty if it is one where compilers look anyway. */
    private String folder(String text) {
        Matcher variable = VARIABLE.matcher(text);
        if (variable.matches()) {
            if (!rockspec.externalDependencies().containsKey(variable.group(1))) {
                throw problem("it uses " + text + ", which is none of its external dependencies");
            }
            return "";
        }
        if (SYSTEM.matcher(text).matches() || text.equals(".")) {
            return text;
        }
        return RelativePath.of(text)
                .orElseThrow(() -> problem("it uses the folder '" + text + "', which is not allowed"));
    }

    private RockBuildException problem(String text) {
        return new RockBuildException(rockspec.toString(), text, null);
    }
}
