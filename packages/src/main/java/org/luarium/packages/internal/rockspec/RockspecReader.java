// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.rockspec;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.luarium.packages.Dependency;
import org.luarium.packages.RockName;
import org.luarium.packages.RockSyntaxException;
import org.luarium.packages.RockVersion;
import org.luarium.packages.internal.rockspec.Rockspec.ExternalDependency;
import org.luarium.value.LuaTable;

/** Makes a {@link Rockspec} of what the text of one defines. */
final class RockspecReader {
    private static final Set<String> FORMATS = Set.of("", "1.0", "1.1", "3.0", "3.1");
    private static final Set<String> KINDS = Set.of("lua", "lib", "bin", "conf");
    private static final Pattern VARIABLE = Pattern.compile("[A-Z0-9_]{1,64}");
    private static final Pattern ASSIGNED = Pattern.compile("[A-Za-z_][A-Za-z0-9_:]{0,63}");
    private static final Pattern FLAG = Pattern.compile("[A-Za-z0-9_.,/+=\"'$() -]{1,200}");

    private final List<String> platforms;

    RockspecReader(List<String> platforms) {
        this.platforms = List.copyOf(platforms);
    }

    Rockspec read(LuaTable table) {
        Fields top = Fields.of(table);
        String format = top.text("rockspec_format");
        if (!FORMATS.contains(format)) {
            throw new Problem("rockspec_format is '" + format + "'; known are 1.0, 1.1, 3.0 and 3.1");
        }
        try {
            return new Rockspec(
                    new RockName(top.required("package")),
                    RockVersion.of(top.required("version")),
                    description(top.table("description")),
                    dependencies(platform(top, "dependencies")),
                    new TreeMap<>(external(platform(top, "external_dependencies"))),
                    source(platform(top, "source")),
                    build(top));
        } catch (RockSyntaxException e) {
            throw new Problem(String.valueOf(e.getMessage()));
        }
    }

    private Fields platform(Fields top, String key) {
        return top.table(key).forPlatforms(platforms);
    }

    private static Rockspec.Description description(Fields fields) {
        return new Rockspec.Description(
                fields.text("summary"), fields.text("detailed"), fields.text("homepage"), fields.text("license"));
    }

    private static List<Dependency> dependencies(Fields fields) {
        return fields.texts().stream().map(Dependency::of).toList();
    }

    private static Map<String, ExternalDependency> external(Fields fields) {
        return fields.named((path, value) -> {
            String name = path.substring(path.lastIndexOf('.') + 1);
            if (!VARIABLE.matcher(name).matches()) {
                throw new Problem(path + " is not the name of an external dependency; those are capital letters");
            }
            Fields one = Fields.asTable(path, value);
            return new ExternalDependency(
                    optionalPath(one, "header"), optionalPath(one, "library"), optionalPath(one, "program"));
        });
    }

    private static Rockspec.Source source(Fields fields) {
        return new Rockspec.Source(
                fields.text("url"),
                optionalPath(fields, "file"),
                optionalPath(fields, "dir"),
                fields.text("md5").toLowerCase(Locale.ROOT));
    }

    private static String optionalPath(Fields fields, String key) {
        String text = fields.text(key);
        return text.isEmpty() || text.equals(".") ? "" : path(key, text);
    }

    private BuildSpec build(Fields top) {
        Fields fields = platform(top, "build");
        String type = top.has("build") ? fields.text("type") : "builtin";
        TreeMap<String, BuildSpec.Module> modules = new TreeMap<>();
        fields.table("modules")
                .forPlatforms(platforms)
                .named(RockspecReader::module)
                .forEach((name, module) -> {
                    checkModule(name);
                    modules.put(name, module);
                });
        TreeMap<String, List<BuildSpec.Item>> install = new TreeMap<>();
        Map<String, List<BuildSpec.Item>> items = fields.table("install")
                .forPlatforms(platforms)
                .named((path, value) ->
                        Fields.asTable(path, value).entries((name, source) -> item(path, name, source)));
        items.forEach((kind, list) -> {
            if (!KINDS.contains(kind)) {
                throw new Problem("build.install." + kind + " is none of lua, lib, bin and conf");
            }
            if (!kind.equals("bin") && !kind.equals("conf")) {
                list.stream().filter(item -> !item.name().isEmpty()).forEach(item -> checkModule(item.name()));
            }
            install.put(kind, list);
        });
        return new BuildSpec(
                type.isEmpty() || type.equals("module") ? "builtin" : type,
                modules,
                install,
                fields.texts("copy_directories").stream()
                        .map(folder -> path("build.copy_directories", folder))
                        .toList(),
                new TreeMap<>(fields.table("patches").named(Fields::asText)),
                platform(top, "deploy").flag("wrap_bin_scripts", true),
                recipe(fields));
    }

    private static Recipe recipe(Fields fields) {
        Map<String, String> both = variables(fields, "variables");
        TreeMap<String, String> first = new TreeMap<>(variables(fields, "build_variables"));
        TreeMap<String, String> second = new TreeMap<>(variables(fields, "install_variables"));
        first.putAll(both);
        second.putAll(both);
        return new Recipe(
                first,
                second,
                argument(fields, "build_target"),
                fields.has("install_target") ? argument(fields, "install_target") : "install",
                fields.flag("build_pass", true),
                fields.flag("install_pass", true),
                optionalPath(fields, "makefile"),
                argument(fields, "cmake"),
                argument(fields, "build_command"),
                argument(fields, "install_command"));
    }

    private static Map<String, String> variables(Fields fields, String key) {
        return fields.table(key).named((path, value) -> {
            String name = path.substring(path.lastIndexOf('.') + 1);
            if (!ASSIGNED.matcher(name).matches()) {
                throw new Problem(path + " is not the name of a variable; those are letters, digits, '_' and ':'");
            }
            return argument(path, Fields.asText(path, value));
        });
    }

    private static String argument(Fields fields, String key) {
        return argument("build." + key, fields.text(key));
    }

    private static String argument(String path, String text) {
        if (text.indexOf('\0') >= 0) {
            throw new Problem(path + " has a NUL character in it, which no program takes");
        }
        return text;
    }

    private static void checkModule(String name) {
        if (!ModuleName.isValid(name)) {
            throw new Problem("'" + name + "' is not the name of a module; use names of letters, digits, '_' and '-',"
                    + " with dots between them");
        }
    }

    private static BuildSpec.Module module(String path, Object value) {
        if (!(value instanceof Map<?, ?>)) {
            return new BuildSpec.Module(
                    List.of(path(path, Fields.asText(path, value))), List.of(), List.of(), List.of(), List.of());
        }
        Fields fields = Fields.asTable(path, value);
        List<String> sources = fields.has("sources") ? fields.texts("sources") : fields.texts();
        if (sources.isEmpty()) {
            throw new Problem(path + " has no sources");
        }
        return new BuildSpec.Module(
                sources.stream().map(source -> path(path, source)).toList(),
                flags(path, fields.texts("libraries")),
                flags(path, fields.texts("defines")),
                flags(path, fields.texts("incdirs")),
                flags(path, fields.texts("libdirs")));
    }

    /** They become arguments of a compiler: nothing that it could take for an option of its own, or for a file of options. */
    private static List<String> flags(String path, List<String> flags) {
        for (String flag : flags) {
            if (!FLAG.matcher(flag).matches() || flag.startsWith("-")) {
                throw new Problem(path + " gives the compiler '" + flag + "', which is not allowed");
            }
        }
        return new ArrayList<>(flags);
    }

    private static BuildSpec.Item item(String path, String name, String source) {
        return new BuildSpec.Item(name, path(path, source));
    }

    private static String path(String where, String text) {
        return RelativePath.of(text)
                .orElseThrow(() -> new Problem(
                        where + " names '" + text + "', and paths are relative and stay in the folder of the sources"));
    }
}
