// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.Limits;
import org.luarium.isolate.Profile;
import org.luarium.shell.internal.syntax.Arguments;
import org.luarium.shell.internal.syntax.Quantities;
import org.luarium.shell.internal.syntax.Syntax;
import org.luarium.shell.internal.syntax.UsageException;
import org.luarium.vm.Lifetime;
import org.luarium.vm.VmConfig;

/** Options of a command as the configuration of a VM. */
final class VmSettings {
    private static final long LEAST_MEMORY = 8L << 20;
    private static final long MOST_OUTPUT = 1L << 30;

    private static final int MOST_VMS = 10_000;

    private VmSettings() {}

    /** @param directory what relative paths are relative to */
    static VmConfig of(String id, Arguments arguments, Path directory) {
        // What a person types in a shell is not a bundle's own affair: it lives until somebody removes it.
        VmConfig.Builder config = VmConfig.builder(id)
                .lifetime(Lifetime.HOST)
                .networked(arguments.flag("--networked"))
                .persistent(arguments.flag("--persistent"))
                .debug(arguments.flag("--debug"))
                .echoValues(!arguments.flag("--no-echo"))
                .confinement(confinement(arguments, directory));
        arguments.option("--engine").ifPresent(config::engine);
        arguments.option("--environment").ifPresent(config::environment);
        arguments.option("--provider").ifPresent(config::provider);
        return config.build();
    }

    /** How many members a cluster is to have. */
    static int count(Arguments arguments) {
        try {
            return Quantities.number(arguments.value("SIZE"), 1, MOST_VMS);
        } catch (UsageException e) {
            throw new UsageException("SIZE: " + e.getMessage());
        }
    }

    private static Confinement confinement(Arguments arguments, Path directory) {
        Profile profile = arguments.choice("--profile", Profile.class).orElse(Profile.STANDARD);
        Limits.Builder limits = Confinement.of(profile).limits().toBuilder();
        arguments
                .size("--memory")
                .ifPresent(bytes -> limits.memoryBytes(within("--memory", bytes, LEAST_MEMORY, Long.MAX_VALUE)));
        arguments.size("--output").ifPresent(bytes -> limits.outputBytes(within("--output", bytes, 0, MOST_OUTPUT)));
        arguments.duration("--timeout").ifPresent(limits::wallTime);
        arguments.duration("--cpu").ifPresent(limits::cpuTime);
        Confinement.Builder confinement = Confinement.builder(profile).limits(limits.build());
        arguments.choice("--sandbox", Confinement.Mode.class).ifPresent(confinement::mode);
        arguments.option("--readable").ifPresent(list -> {
            for (String path : list.split(File.pathSeparator, -1)) {
                confinement.readable(readable(directory, path));
            }
        });
        return confinement.build();
    }

    private static Path readable(Path directory, String text) {
        if (text.isEmpty()) {
            throw new UsageException("--readable: there is an empty path");
        }
        Path path;
        try {
            path = directory.resolve(text).normalize();
        } catch (InvalidPathException e) {
            throw new UsageException("--readable: '" + Syntax.shortened(text) + "' is not a path");
        }
        if (path.getNameCount() == 0) {
            throw new UsageException("--readable: not all files at once; profile trusted sees those of the host");
        }
        if (!Files.exists(path)) {
            throw new UsageException("--readable: there is no file or folder " + path);
        }
        return path;
    }

    static long within(String option, long bytes, long least, long most) {
        if (bytes < least) {
            throw new UsageException(
                    option + ": " + Quantities.text(bytes) + " is too little; at least " + Quantities.text(least));
        }
        if (bytes > most) {
            throw new UsageException(
                    option + ": " + Quantities.text(bytes) + " is too much; at most " + Quantities.text(most));
        }
        return bytes;
    }
}
