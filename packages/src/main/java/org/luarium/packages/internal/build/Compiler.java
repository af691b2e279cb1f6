// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.build;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.luarium.packages.RockBuildException;
import org.luarium.packages.internal.rockspec.BuildSpec;
import org.luarium.packages.internal.rockspec.RelativePath;
import org.luarium.packages.internal.rockspec.Rockspec;
import org.luarium.store.Build;

/**
 * Compiles the modules of a rock that are in C or C++: each source on its own, then all of them linked. It starts no shell, and
 * names files as they are called in the sources, so that no folder of this machine gets into what it makes.
 */
final class Compiler {
    private static final Pattern SYSTEM = Pattern.compile("/usr(/[A-Za-z0-9_.+-]+)*");
    private static final Pattern UP = Pattern.compile("(^|/)\\.\\.(/|$)");

    private final Build build;
    private final Rockspec rockspec;
    private final Variables variables;

    Compiler(Build build, Rockspec rockspec, Variables variables) {
        this.build = build;
        this.rockspec = rockspec;
        this.variables = variables;
    }

    static boolean hasCxx(BuildSpec.Module module) {
        return module.sources().stream().anyMatch(Compiler::isCxx);
    }

    private static boolean isCxx(String source) {
        return source.endsWith(".cpp") || source.endsWith(".cc") || source.endsWith(".cxx");
    }

    void compile(SourceTree sources, String name, BuildSpec.Module module, Path target) throws IOException {
        Files.createDirectories(requireNonNull(target.getParent(), "parent"));
        Path objects =
                Files.createDirectories(build.scratch().resolve("objects").resolve(name));
        List<String> link = new ArrayList<>(List.of(
                variables.get(hasCxx(module) ? "CXX" : "CC"), variables.get("LIBFLAG"), "-o", target.toString()));
        int number = 0;
        for (String source : module.sources()) {
            Path unused = sources.file(source);
            String object = objects.resolve(++number + ".o").toString();
            build.exec(sources.root(), compile(module, source, object));
            link.add(object);
        }
        for (String folder : module.libraryFolders()) {
            add(link, "-L", folder(folder));
        }
        if (hasCxx(module)) {
            // VMs see the libraries of their interpreter, and that needs none of C++
            link.addAll(List.of("-static-libstdc++", "-static-libgcc"));
        }
        module.libraries().forEach(library -> link.add("-l" + variables.substitute(library)));
        build.exec(sources.root(), link);
    }

    private List<String> compile(BuildSpec.Module module, String source, String object) {
        boolean cxx = isCxx(source);
        if (!cxx && !source.endsWith(".c")) {
            throw problem("'" + source + "' is neither Lua nor C nor C++, and nothing else can be compiled");
        }
        List<String> command = new ArrayList<>();
        command.add(variables.get(cxx ? "CXX" : "CC"));
        command.addAll(List.of(Toolchain.FLAGS.split(" ", -1)));
        command.add("-I" + variables.get("LUA_INCDIR"));
        for (String folder : module.includes()) {
            add(command, "-I", folder(folder));
        }
        module.defines().forEach(define -> command.add("-D" + variables.substitute(define)));
        command.addAll(List.of("-c", "./" + source, "-o", object));
        return command;
    }

    private static void add(List<String> command, String option, String folder) {
        if (!folder.isEmpty()) {
            command.add(option + folder);
        }
    }

    /** Of the system, of what somebody added, or of the sources; empty if it is of something that the rock does not need. */
    private String folder(String text) {
        for (String name : Variables.names(text)) {
            if (!variables.has(name)) {
                throw problem("it uses $(" + name + "), which is none of its external dependencies");
            }
        }
        String folder = variables.substitute(text);
        boolean substituted = !folder.equals(text)
                && folder.startsWith("/")
                && !UP.matcher(folder).find();
        if (substituted || folder.equals(".") || isOfSystem(folder)) {
            return folder;
        }
        return RelativePath.of(folder)
                .orElseThrow(() -> problem("it uses the folder '" + text + "', which is not allowed"));
    }

    private static boolean isOfSystem(String folder) {
        return SYSTEM.matcher(folder).matches() && !UP.matcher(folder).find();
    }

    private RockBuildException problem(String text) {
        return new RockBuildException(rockspec.toString(), text, null);
    }
}
