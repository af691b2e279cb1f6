// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.build;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.luarium.packages.RockBuildException;
import org.luarium.packages.internal.build.SourceTree.Mode;
import org.luarium.packages.internal.rockspec.BuildSpec;
import org.luarium.packages.internal.rockspec.ModuleName;
import org.luarium.packages.internal.rockspec.RelativePath;
import org.luarium.packages.internal.rockspec.Rockspec;
import org.luarium.store.Build;

/** One build of a rock. */
final class RockBuild {
    private static final List<String> NEVER_COPIED = List.of("lua", "lib", "rock_manifest");

    private final Build build;
    private final Rockspec rockspec;
    private final BuildSpec spec;
    private final RockOutput output;
    private final BuildPlaces places;
    private final @Nullable Toolchain toolchain;

    RockBuild(Build build, Rockspec rockspec, @Nullable Toolchain toolchain) throws IOException {
        this.build = build;
        this.rockspec = rockspec;
        this.spec = rockspec.build();
        this.output = new RockOutput(rockspec, build.out());
        this.places = new BuildPlaces(rockspec.toString(), build.scratch(), build.out());
        this.toolchain = toolchain;
    }

    /** Copies a rock that was built elsewhere. */
    void unpacked(Path root) throws IOException {
        SourceTree tree = new SourceTree(rockspec.toString(), root);
        installed(tree);
        output.finish();
    }

    /** Takes what is laid out as in a rock. */
    private void installed(SourceTree tree) throws IOException {
        if (tree.hasFolder("lua")) {
            tree.copyFolder(tree.folder("lua"), output.of(Layout.SHARE), Mode.PLAIN);
        }
        if (tree.hasFolder("lib")) {
            tree.copyFolder(tree.folder("lib"), output.of(Layout.LIB), Mode.PLAIN);
        }
        if (tree.hasFolder("bin")) {
            try (DirectoryStream<Path> programs = Files.newDirectoryStream(tree.folder("bin"))) {
                for (Path program : programs) {
                    String name = String.valueOf(program.getFileName());
                    tree.copyFile(tree.file("bin/" + name), output.program(program, name), Mode.PROGRAM);
                }
            }
        }
        for (String folder : List.of("conf", "doc")) {
            if (tree.hasFolder(folder)) {
                tree.copyFolder(tree.folder(folder), output.of(folder), Mode.PLAIN);
            }
        }
    }

    /**
     * Builds from sources.
     *
     * @param visible what this build sees in place of a folder that was added to those of the system
     */
    void fromSources(Path root, UnaryOperator<Path> visible) throws IOException {
        SourceTree sources = new SourceTree(rockspec.toString(), root)
                .inner(
                        rockspec.source().dir(),
                        new SourceUrl(rockspec.source()).archiveStem().orElse(""));
        if (toolchain != null || !spec.patches().isEmpty()) {
            Path copy = places.scratch().resolve("sources");
            sources.copyFolder(sources.root(), copy, Mode.AS_IT_IS);
            sources = new SourceTree(rockspec.toString(), copy);
            patch(sources);
        }
        if (toolchain != null && DelegatedBuild.isOf(spec.type())) {
            delegated(sources, toolchain, visible);
        } else if (spec.type().equals("builtin")) {
            modules(sources, visible);
        } else if (!spec.type().equals("none")) {
            throw problem(
                    "its build type '" + spec.type() + "' is not supported; there are builtin, make, cmake, command"
                            + " and none, and rocks that were built elsewhere");
        }
        install(sources);
        copyFolders(sources);
        output.finish();
    }

    private void delegated(SourceTree sources, Toolchain tools, UnaryOperator<Path> visible) throws IOException {
        Path prefix = places.scratch().resolve("prefix");
        for (String folder : List.of("lua", "lib", "bin", "conf", "doc")) {
            Files.createDirectories(prefix.resolve(folder));
        }
        new DelegatedBuild(build, rockspec, sources.root(), tools.variables(prefix, visible)).run();
        places.check(sources.root(), prefix);
        installed(new SourceTree(rockspec.toString(), prefix));
    }

    private void patch(SourceTree sources) throws IOException {
        int number = 0;
        for (String patch : spec.patches().values()) {
            Path file = places.scratch().resolve("patch-" + ++number);
            Files.writeString(file, patch);
            build.exec(sources.root(), List.of("patch", "-p1", "-N", "-i", file.toString()));
            places.check(sources.root());
        }
    }

    private void modules(SourceTree sources, UnaryOperator<Path> visible) throws IOException {
        for (Map.Entry<String, BuildSpec.Module> entry : spec.modules().entrySet()) {
            String name = entry.getKey();
            BuildSpec.Module module = entry.getValue();
            if (!module.isNative()) {
                String source = module.sources().get(0);
                sources.copyFile(sources.file(source), output.share(luaPath(name, source)), Mode.PLAIN);
            } else if (toolchain != null) {
                Variables variables = toolchain.variables(places.scratch().resolve("prefix"), visible);
                new Compiler(build, rockspec, variables)
                        .compile(sources, name, module, output.lib(ModuleName.path(name) + ".so"));
            }
        }
    }

    private static String luaPath(String name, String source) {
        boolean init = source.equals("init.lua") || source.endsWith("/init.lua");
        String path = ModuleName.path(name);
        return init && !path.equals("init") && !path.endsWith("/init") ? path + "/init.lua" : path + ".lua";
    }

    private void install(SourceTree sources) throws IOException {
        for (Map.Entry<String, List<BuildSpec.Item>> entry : spec.install().entrySet()) {
            for (BuildSpec.Item item : entry.getValue()) {
                String base = item.source().substring(item.source().lastIndexOf('/') + 1);
                Path file = sources.file(item.source());
                switch (entry.getKey()) {
                    case "lua" -> sources.copyFile(file, output.share(modulePath(item, base)), Mode.PLAIN);
                    case "lib" -> sources.copyFile(file, output.lib(modulePath(item, base)), Mode.PLAIN);
                    case "bin" -> sources.copyFile(file, output.program(file, path(item, base)), Mode.PROGRAM);
                    default -> sources.copyFile(file, output.of("conf").resolve(path(item, base)), Mode.PLAIN);
                }
            }
        }
    }

    private static String modulePath(BuildSpec.Item item, String base) {
        if (item.name().isEmpty()) {
            return base;
        }
        int dot = base.lastIndexOf('.');
        String extension = dot < 0 ? "" : base.substring(dot);
        return extension.equals(".lua")
                ? luaPath(item.name(), item.source())
                : ModuleName.path(item.name()) + extension;
    }

    private String path(BuildSpec.Item item, String base) {
        return item.name().isEmpty()
                ? base
                : RelativePath.of(item.name())
                        .orElseThrow(() -> problem("it installs a file as '" + item.name() + "', which leads outside"));
    }

    private void copyFolders(SourceTree sources) throws IOException {
        List<String> folders = spec.copyDirectories();
        if (folders.isEmpty() && sources.hasFolder("doc")) {
            folders = List.of("doc");
        }
        for (String folder : folders) {
            if (NEVER_COPIED.contains(folder)) {
                throw problem("it copies the folder '" + folder + "', whose name belongs to the layout of rocks");
            }
            Path target = output.of("doc");
            sources.copyFolder(
                    sources.folder(folder), folder.equals("doc") ? target : target.resolve(folder), Mode.PLAIN);
        }
    }

    private RockBuildException problem(String text) {
        return new RockBuildException(rockspec.toString(), text, null);
    }
}
