// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.engine;

import static java.util.Objects.requireNonNull;

import java.io.File;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.luarium.core.internal.tool.BoundedTools;
import org.luarium.core.internal.tool.Printable;
import org.luarium.core.internal.tool.Tools;
import org.luarium.vm.EngineInfo;
import org.luarium.vm.LuaNotFoundException;

/**
 * All interpreters there are, and which of them fits a wish.
 *
 * <p>{@link #resolve} looks no further than the first that fits; a program is run only if nothing is known about exactly
 * this file. Thread-safe; several JVMs may use one folder.
 */
public final class EngineCatalog {
    /** Names of interpreters, best first. */
    private static final List<String> NAMES =
            List.of("lua5.4", "lua54", "lua", "lua5.3", "lua53", "luajit", "lua5.1", "lua51", "lua5.2", "lua52");

    private static final String LUAJIT = "luajit";

    private final String searchPath;
    private final ProbeCache cache;
    private final ExternalEngines external;
    private final EmbeddedEngines embedded;
    private final Embedded embeddedNative = new EmbeddedNative();
    private final Embedded embeddedJvm = new EmbeddedJvm();

    /**
     * Reads what earlier JVMs found out; runs nothing.
     *
     * @param directory where embedded engines are unpacked and answers are remembered; if nothing can be executed there,
     *     folders for temporary files are tried
     * @param searchPath folders in which programs are looked up, as in the variable PATH
     */
    public EngineCatalog(Path directory, String searchPath) {
        this(directory, () -> Roots.of(directory), searchPath, new BoundedTools());
    }

    EngineCatalog(Path directory, Supplier<List<Path>> roots, String searchPath, Tools tools) {
        this.searchPath = requireNonNull(searchPath, "searchPath");
        EngineProber prober = new EngineProber(tools);
        cache = new ProbeCache(directory.toAbsolutePath().resolve("probes"));
        external = new ExternalEngines(searchPath, cache, prober);
        embedded = new EmbeddedEngines(roots, cache, prober);
    }

    /**
     * Finds an interpreter.
     *
     * @param requested empty for the best; {@code embedded}, which is {@code embedded-jvm} where nothing native runs; a version
     *     such as {@code 5.4}; {@code luajit}; the name of a program in the search path; or a path
     * @return how to start it
     * @throws LuaNotFoundException if there is none, with all that was tried and why it cannot be used
     */
    public Engine resolve(String requested) {
        Search search = new Search(requireNonNull(requested, "requested"));
        Engine found = switch (requested) {
            case "" -> search.best();
            case "embedded" -> search.embedded();
            case "embedded-jvm" -> search.consider(embedded.judge(embeddedJvm));
            case "5.1", "5.2", "5.3", "5.4" -> search.dialect(requested);
            case LUAJIT, "jit" -> search.luaJit();
            default -> search.program();
        };
        if (found == null) {
            throw new LuaNotFoundException(search.message(), search.tried);
        }
        return found;
    }

    /**
     * Examines everything.
     *
     * @return usable ones first, each group best first
     */
    public List<EngineInfo> list() {
        List<EngineInfo> usable = new ArrayList<>();
        List<EngineInfo> rejected = new ArrayList<>();
        for (String name : NAMES) {
            for (Path path : external.find(name)) {
                EngineInfo info = external.judge(name, path).info();
                if (!info.usable()) {
                    rejected.add(info);
                } else if (usable.stream().noneMatch(other -> other.name().equals(name))) {
                    usable.add(info); // later ones of that name cannot be chosen by it
                }
            }
        }
        for (Embedded candidate : List.of(embeddedNative, embeddedJvm)) {
            EngineInfo info = embedded.judge(candidate).info();
            (info.usable() ? usable : rejected).add(info);
        }
        usable.addAll(rejected);
        return List.copyOf(usable);
    }

    /** Forgets what was found out, so that every program is run again before it is used. */
    public void refresh() {
        cache.clear();
    }

    /** One search, and what it has seen. */
    private final class Search {
        final List<EngineInfo> tried = new ArrayList<>();
        private final List<String> missing = new ArrayList<>();
        private final String requested;

        Search(String requested) {
            this.requested = requested;
        }

        @Nullable
        Engine consider(Verdict verdict) {
            if (verdict.engine() == null && !tried.contains(verdict.info())) {
                tried.add(verdict.info());
            }
            return verdict.engine();
        }

        @Nullable
        Engine best() {
            for (String name : NAMES) {
                Engine engine = named(name);
                if (engine != null) {
                    return engine;
                }
            }
            return embedded();
        }

        @Nullable
        Engine embedded() {
            Engine engine = consider(embedded.judge(embeddedNative));
            return engine != null ? engine : consider(embedded.judge(embeddedJvm));
        }

        @Nullable
        Engine dialect(String dialect) {
            String digits = dialect.replace(".", "");
            for (String name : ordered("lua" + dialect, "lua" + digits)) {
                Engine engine = named(name);
                if (engine != null && engine.info().dialect().equals(dialect)) {
                    return engine;
                }
                note(engine);
            }
            return dialect.equals(EmbeddedEngines.DIALECT) ? embedded() : null;
        }

        @Nullable
        Engine luaJit() {
            for (String name : ordered(LUAJIT)) {
                Engine engine = named(name);
                if (engine != null && engine.info().version().startsWith("LuaJIT")) {
                    return engine;
                }
                note(engine);
            }
            return null;
        }

        @Nullable
        Engine program() {
            if (requested.indexOf('/') < 0 && requested.indexOf(File.separatorChar) < 0) {
                return named(requested);
            }
            try {
                return consider(external.judge(requested, Path.of(requested).toAbsolutePath()));
            } catch (InvalidPathException e) {
                return consider(
                        Verdict.rejected(EngineInfo.Kind.EXTERNAL, requested, null, "it cannot be the path of a file"));
            }
        }

        private @Nullable Engine named(String name) {
            List<Path> paths = external.find(name);
            if (paths.isEmpty()) {
                missing.add(name);
            }
            for (Path path : paths) {
                Engine engine = consider(external.judge(name, path));
                if (engine != null) {
                    return engine;
                }
            }
            return null;
        }

        private void note(@Nullable Engine unfit) {
            if (unfit != null && !tried.contains(unfit.info())) {
                tried.add(unfit.info());
            }
        }

        private List<String> ordered(String... likely) {
            List<String> names = new ArrayList<>(List.of(likely));
            for (String name : NAMES) {
                if (!names.contains(name)) {
                    names.add(name);
                }
            }
            return names;
        }

        String message() {
            StringBuilder message = new StringBuilder("no Lua found for ")
                    .append(requested.isEmpty() ? "any engine" : "engine '" + Printable.of(requested, 200) + "'");
            String separator = ": ";
            for (EngineInfo info : tried) {
                message.append(separator).append(description(info));
                separator = "; ";
            }
            if (!missing.isEmpty()) {
                message.append(separator)
                        .append("not in PATH (")
                        .append(Printable.of(searchPath, 500))
                        .append("): ")
                        .append(Printable.of(String.join(", ", missing), 300));
            }
            return message.append(". See what there is with vm:engines, install Lua 5.1 to 5.4 or LuaJIT, ")
                    .append(requested.startsWith("embedded") ? "or use --engine PATH" : "or use --engine embedded")
                    .toString();
        }

        private String description(EngineInfo info) {
            String where = info.executable()
                    .map(path -> path.toString().equals(info.name()) ? "" : " (" + path + ")")
                    .orElse("");
            String what = info.usable() ? "is " + info.version() : Printable.of(info.rejection(), 600);
            return Printable.of(info.name() + where, 600) + (info.usable() ? " " : ": ") + what;
        }
    }
}
