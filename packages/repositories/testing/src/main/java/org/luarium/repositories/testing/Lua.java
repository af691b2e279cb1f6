// SPDX-License-Identifier: Apache-2.0
package org.luarium.repositories.testing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.zeroturnaround.exec.ProcessExecutor;

/** The Lua programs of this machine. */
final class Lua {
    /** What a rock has to run on. */
    static final List<String> INTERPRETERS = List.of("lua5.1", "lua5.2", "lua5.3", "lua5.4", "luajit");

    private Lua() {}

    /** What a program wrote, standard error included, and how it ended. */
    record Output(int exit, String text) {
        List<String> lines() {
            return text.lines().toList();
        }
    }

    static Optional<Path> find(String program) {
        String path = System.getenv("PATH");
        return Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(path == null ? "" : path)
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** The value of package.path that finds the modules below folders. */
    static String modulePath(List<Path> folders) {
        return String.join(
                ";",
                folders.stream()
                        .map(folder -> folder + "/?.lua;" + folder + "/?/init.lua")
                        .toList());
    }

    static Output run(Path directory, Map<String, String> environment, List<String> command, long seconds) {
        try {
            var result = new ProcessExecutor(command)
                    .directory(directory.toFile())
                    .environment(environment)
                    .redirectErrorStream(true)
                    .readOutput(true)
                    .timeout(seconds, TimeUnit.SECONDS)
                    .destroyOnExit()
                    .execute();
            return new Output(result.getExitValue(), result.outputUTF8());
        } catch (IOException | TimeoutException e) {
            throw new AssertionError("%s did not run to its end".formatted(command), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
