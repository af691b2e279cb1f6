// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.luarium.extension.ExtensionSpec;
import org.luarium.extension.ExtensionSpecBuilder;
import org.luarium.extension.RestartPolicy;
import org.luarium.isolate.Confinement;
import org.luarium.shell.internal.syntax.Arguments;
import org.luarium.shell.internal.syntax.Syntax;
import org.luarium.shell.internal.syntax.UsageException;

/** Options of a command as the description of an extension. */
final class ExtensionSettings {
    private static final long LEAST_MEMORY = 8L << 20;

    private final Arguments arguments;
    private final Path directory;
    private final HostTypes types;

    /**
     * Reads the options.
     *
     * @param directory what relative paths are relative to
     */
    ExtensionSettings(Arguments arguments, Path directory, HostTypes types) {
        this.arguments = arguments;
        this.directory = directory;
        this.types = types;
    }

    /** The file or folder that describes the extension, if one is given instead of options. */
    Optional<Path> descriptor() {
        Optional<String> given = arguments.find("SPEC");
        Syntax.of(ExtensionUsage.LOAD).options().stream()
                .map(Syntax.Option::name)
                .filter(option -> given.isPresent() && !option.equals("--json") && arguments.flag(option))
                .findFirst()
                .ifPresent(option -> {
                    throw new UsageException(option + " cannot change what a descriptor says; give one or the other");
                });
        return given.map(text -> path("SPEC", text));
    }

    ExtensionSpec spec() {
        Optional<String> module = arguments.option("--module");
        Optional<String> main = arguments.option("--main");
        if (module.isPresent() && main.isPresent()) {
            throw new UsageException("--main is for an extension in Java, --module for one in Lua; give one of them");
        }
        String name = arguments
                .option("--name")
                .orElseGet(
                        () -> module.or(() -> main)
                                .map(full -> full.substring(full.lastIndexOf('.') + 1))
                                .orElseThrow(
                                        () -> new UsageException(
                                                "give a descriptor, --jar and --main for an extension in Java, or --module for one in Lua; --name names it")));
        Class<?>[] interfaces = arguments.list("--interface").stream()
                .map(type -> types.find("--interface", type))
                .toArray(Class<?>[]::new);
        ExtensionSpecBuilder spec = module.map(lua -> ExtensionSpec.lua(name, lua, interfaces))
                .orElseGet(() -> ExtensionSpec.java(name, interfaces).main(main.orElse("")));
        code(spec);
        confinement(spec);
        arguments.duration("--call").ifPresent(spec::callTime);
        arguments.duration("--start").ifPresent(spec::startTime);
        arguments.duration("--stop").ifPresent(spec::stopTime);
        arguments.number("--threads", 1).ifPresent(spec::threads);
        arguments.choice("--restart", RestartPolicy.class).ifPresent(spec::restart);
        return spec.strictEvents(arguments.flag("--strict-events")).build();
    }

    private void code(ExtensionSpecBuilder spec) {
        paths("--jar").forEach(spec::jar);
        arguments.list("--dependency").forEach(spec::dependency);
        arguments.option("--engine").ifPresent(spec::engine);
        arguments.option("--environment").ifPresent(spec::environment);
        arguments.list("--grant").forEach(type -> spec.grant(types.find("--grant", type)));
        for (String setting : arguments.list("--setting")) {
            int equals = setting.indexOf('=');
            if (equals < 1) {
                throw new UsageException(
                        "--setting: '" + Syntax.shortened(setting) + "' is no setting; write it like key=value");
            }
            spec.setting(setting.substring(0, equals), setting.substring(equals + 1));
        }
    }

    private void confinement(ExtensionSpecBuilder spec) {
        spec.isolated(!arguments.flag("--in-process")).network(arguments.flag("--networked"));
        arguments.choice("--sandbox", Confinement.Mode.class).ifPresent(spec::mode);
        paths("--readable").forEach(spec::readable);
        paths("--writable").forEach(spec::writable);
        arguments
                .size("--memory")
                .ifPresent(
                        bytes -> spec.memoryBytes(VmSettings.within("--memory", bytes, LEAST_MEMORY, Long.MAX_VALUE)));
    }

    private List<Path> paths(String option) {
        return arguments.option(option).stream()
                .flatMap(list -> Stream.of(list.split(File.pathSeparator, -1)))
                .map(text -> path(option, text))
                .toList();
    }

    private Path path(String option, String text) {
        try {
            Path path = directory.resolve(text).normalize();
            if (!text.isEmpty() && Files.exists(path)) {
                return path;
            }
            throw new UsageException(option + ": there is no file or folder " + path);
        } catch (InvalidPathException e) {
            throw new UsageException(option + ": '" + Syntax.shortened(text) + "' is not a path");
        }
    }
}
