// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.luarium.packages.MissingRequirementException;
import org.luarium.packages.MissingRequirementException.Kind;
import org.luarium.packages.RockBuildException;
import org.luarium.packages.internal.rockspec.BuildSpec;
import org.luarium.packages.internal.rockspec.Rockspec;
import org.luarium.packages.internal.rockspec.Rockspecs;

/** What of this machine a build uses. All that is needed is found, or said to be missing, before anything is built. */
final class Toolchain {
    static final String CC = "cc";
    static final String CXX = "c++";
    static final String FLAGS = "-O2 -fPIC";

    private static final Pattern VERSION = Pattern.compile("#define\\s+LUA_VERSION_NUM\\s+(\\d+)");
    private static final Set<String> COMPILING = Set.of("CC", "LD");

    private final Machine machine;
    private final String rock;
    private final String dialect;
    private final TreeMap<String, String> places = new TreeMap<>();
    private final TreeMap<String, Path> programs = new TreeMap<>();
    private final SortedSet<Path> added = new TreeSet<>();
    private final SortedSet<String> identity = new TreeSet<>();

    private Toolchain(Machine machine, String rock, String dialect) {
        this.machine = machine;
        this.rock = rock;
        this.dialect = dialect;
    }

    /**
     * Finds what a rock is built with.
     *
     * @return nothing, if it is built without anything of this machine
     * @throws MissingRequirementException if it needs what is not there
     */
    static Optional<Toolchain> find(Machine machine, Rockspec rockspec, String dialect) {
        Toolchain found = new Toolchain(machine, rockspec.toString(), dialect);
        rockspec.externalDependencies().forEach(found::external);
        BuildSpec spec = rockspec.build();
        if (!spec.patches().isEmpty()) {
            found.require("patch");
        }
        switch (spec.type()) {
            case "builtin" -> {
                if (!spec.hasNative()) {
                    return Optional.empty();
                }
                found.require(CC);
                if (spec.modules().values().stream().anyMatch(Compiler::hasCxx)) {
                    found.require(CXX);
                }
                found.headers(true);
            }
            case "make" -> found.delegated(spec, List.of("make"));
            case "cmake" -> found.delegated(spec, List.of("cmake", "make"));
            case "command" -> found.delegated(spec, List.of());
            default -> {
                return Optional.empty();
            }
        }
        return Optional.of(found);
    }

    /**
     * Finds what any rock with C is built with.
     *
     * @throws MissingRequirementException if it is not there
     */
    static Toolchain findCompiler(Machine machine, String rock, String dialect) {
        Toolchain found = new Toolchain(machine, rock, dialect);
        found.require(CC);
        found.headers(true);
        return found;
    }

    private void delegated(BuildSpec spec, List<String> needed) {
        needed.forEach(this::require);
        Set<String> used = Variables.names(spec.recipe().texts());
        if (used.stream().anyMatch(COMPILING::contains)) {
            require(CC);
        } else {
            machine.program(CC).ifPresent(file -> program(CC, file));
        }
        if (used.contains("CXX")) {
            require(CXX);
        } else {
            machine.program(CXX).ifPresent(file -> program(CXX, file));
        }
        headers(used.contains("LUA_INCDIR"));
    }

    private void require(String name) {
        program(
                name,
                machine.program(name)
                        .orElseThrow(() -> missing(Kind.PROGRAM, name, machine.programsText(), Remedies.of(name))));
    }

    private void program(String name, Path file) {
        programs.put(name, file);
        identify(name, file);
    }

    private void external(String name, Rockspec.ExternalDependency dependency) {
        String asked = " (as its external dependency " + name + ")";
        if (!dependency.header().isEmpty()) {
            Machine.Found header = machine.header(dependency.header())
                    .orElseThrow(() -> missing(
                            Kind.HEADER,
                            dependency.header(),
                            machine.rootsText() + asked,
                            Remedies.of(dependency.header())));
            place(name, "INCDIR", header);
        }
        if (!dependency.library().isEmpty()) {
            Machine.Found library = machine.library(dependency.library())
                    .orElseThrow(() -> missing(
                            Kind.LIBRARY,
                            dependency.library(),
                            machine.rootsText() + asked,
                            Remedies.of(dependency.library())));
            place(name, "LIBDIR", library);
        }
        if (!dependency.program().isEmpty()) {
            Path program = machine.program(dependency.program())
                    .orElseThrow(() -> missing(
                            Kind.PROGRAM,
                            dependency.program(),
                            machine.programsText() + asked,
                            Remedies.of(dependency.program())));
            identify(dependency.program(), program);
            places.put(name + "_BINDIR", String.valueOf(program.getParent()));
            places.putIfAbsent(name + "_DIR", "/usr");
        }
    }

    private void place(String name, String kind, Machine.Found found) {
        identify(name, found.file());
        places.put(name + "_" + kind, found.folder().toString());
        places.putIfAbsent(name + "_DIR", found.root().toString());
        if (!found.isOfSystem()) {
            added.add(found.root());
        }
    }

    /** LuaJIT has the headers of Lua 5.1, as far as modules are concerned. */
    private void headers(boolean needed) {
        List<String> folders = List.of(
                "lua" + dialect + "/",
                "lua/" + dialect + "/",
                "lua-" + dialect + "/",
                "",
                "luajit-2.1/",
                "luajit-2.0/");
        for (Path root : machine.roots()) {
            Machine alone = new Machine(machine.programs(), List.of(root));
            for (String folder : folders) {
                Optional<Machine.Found> found = alone.header(folder + "lua.h").filter(this::fits);
                if (found.isPresent()) {
                    place("LUA", "INCDIR", found.get());
                    places.put("LUA_INCDIR", String.valueOf(found.get().file().getParent()));
                    identify("luaconf.h", found.get().file().resolveSibling("luaconf.h"));
                    return;
                }
            }
        }
        if (needed) {
            throw missing(
                    Kind.HEADER, "lua.h", machine.rootsText() + " for Lua " + dialect, Remedies.luaHeaders(dialect));
        }
    }

    private boolean fits(Machine.Found header) {
        try {
            Matcher matcher = VERSION.matcher(Files.readString(header.file()));
            return matcher.find() && matcher.group(1).equals(dialect.replace(".", "0"));
        } catch (IOException e) {
            return false;
        }
    }

    private MissingRequirementException missing(Kind kind, String name, String place, String remedy) {
        return new MissingRequirementException(rock, kind, name, place, remedy);
    }

    /** Programs by name and size, as they are large; the rest by content. */
    private void identify(String name, Path file) {
        try {
            Path real = file.toRealPath();
            identity.add(name + "=" + real.getFileName() + "-"
                    + (Files.isExecutable(real) ? Files.size(real) : Rockspecs.sha256(Files.readAllBytes(real))));
        } catch (IOException e) {
            throw new RockBuildException(rock, file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** What tells this toolchain from others, as part of the name of what it makes. */
    String identity() {
        return System.getProperty("os.arch") + " " + String.join(" ", identity);
    }

    /** Folders that builds do not see unless they are given them. */
    SortedSet<Path> added() {
        return added;
    }

    /**
     * What its rockspec can refer to.
     *
     * @param prefix where it is to be installed
     * @param visible what the build sees in place of one of the added folders
     */
    Variables variables(Path prefix, UnaryOperator<Path> visible) {
        TreeMap<String, String> values = new TreeMap<>();
        places.forEach((name, folder) -> values.put(name, place(folder, visible)));
        values.put("PREFIX", prefix.toString());
        values.put("LUADIR", prefix.resolve("lua").toString());
        values.put("LIBDIR", prefix.resolve("lib").toString());
        values.put("BINDIR", prefix.resolve("bin").toString());
        values.put("CONFDIR", prefix.resolve("conf").toString());
        values.put("DOCDIR", prefix.resolve("doc").toString());
        values.put("LUA_VERSION", dialect);
        values.put("LIB_EXTENSION", "so");
        values.put("OBJ_EXTENSION", "o");
        values.put("LIBFLAG", "-shared");
        values.put("CFLAGS", FLAGS);
        values.put("CXXFLAGS", FLAGS);
        for (Map.Entry<String, String> tool : Map.of("CC", CC, "LD", CC, "CXX", CXX, "MAKE", "make", "CMAKE", "cmake")
                .entrySet()) {
            Path program = programs.get(tool.getValue());
            if (program != null) {
                values.put(tool.getKey(), program.toString());
            }
        }
        for (String tool : List.of("cp", "mkdir", "rm", "rmdir", "mv", "ls", "chmod", "touch")) {
            values.put(tool.toUpperCase(Locale.ROOT), tool);
        }
        interpreter().ifPresent(lua -> {
            values.put("LUA", lua.toString());
            values.put("LUA_BINDIR", String.valueOf(lua.getParent()));
        });
        return new Variables(values);
    }

    private static String place(String folder, UnaryOperator<Path> visible) {
        return visible.apply(Path.of(folder)).toString();
    }

    private Optional<Path> interpreter() {
        return machine.program("lua" + dialect)
                .or(() -> machine.program("lua" + dialect.replace(".", "")))
                .or(() -> machine.program("lua"));
    }
}
