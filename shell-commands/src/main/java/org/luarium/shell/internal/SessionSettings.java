// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.nio.file.Path;
import org.luarium.session.SessionConfig;
import org.luarium.shell.internal.syntax.Arguments;
import org.luarium.shell.internal.syntax.Syntax;
import org.luarium.shell.internal.syntax.UsageException;

/** Options of a command as the configuration of a session. */
final class SessionSettings {
    private SessionSettings() {}

    /** @param directory what relative paths are relative to */
    static SessionConfig of(Arguments arguments, Path directory) {
        String id = arguments.value("ID");
        SessionConfig.Builder config = SessionConfig.builder(id);
        arguments
                .option("--vm")
                .ifPresentOrElse(
                        vm -> config.existingVm(existing(vm, arguments)),
                        () -> config.newVm(VmSettings.of(id, arguments, directory)));
        arguments
                .size("--buffer")
                .ifPresent(bytes -> config.bufferBytes((int)
                        VmSettings.within("--buffer", bytes, SessionConfig.LEAST_BUFFER, SessionConfig.MOST_BUFFER)));
        arguments.duration("--patience").ifPresent(config::patience);
        arguments.duration("--idle").ifPresent(config::idleLimit);
        arguments.duration("--busy").ifPresent(config::busyLimit);
        arguments.duration("--age").ifPresent(config::ageLimit);
        return config.build();
    }

    private static String existing(String vm, Arguments arguments) {
        Syntax.of(VmUsage.CREATE).options().stream()
                .map(Syntax.Option::name)
                .filter(name -> !name.equals("--json") && arguments.flag(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new UsageException("--vm takes a VM as it is, without " + name);
                });
        return vm;
    }
}
