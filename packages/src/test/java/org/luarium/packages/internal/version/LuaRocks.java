// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.version;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The LuaRocks of this machine, asked for its opinion by one process. */
final class LuaRocks {
    private LuaRocks() {}

    /** Whether Lua finds the modules of LuaRocks. */
    static boolean isInstalled(Path folder) {
        try {
            Path script = Files.writeString(folder.resolve("probe.lua"), "require('luarocks.core.vers')\n");
            return run(script, List.of(), folder) == 0;
        } catch (IOException e) {
            return false;
        }
    }

    static List<String> ask(List<String> questions, Path folder) throws IOException {
        Path script = folder.resolve("oracle.lua");
        try (var source = LuaRocks.class.getResourceAsStream("/luarocks-oracle.lua")) {
            Files.write(script, source.readAllBytes());
        }
        int exit = run(script, questions, folder);
        List<String> answers = Files.readAllLines(folder.resolve("answers"));
        if (exit != 0) {
            throw new IOException("lua ended with " + exit + ": " + answers);
        }
        return answers;
    }

    private static int run(Path script, List<String> input, Path folder) throws IOException {
        Path questions = Files.write(folder.resolve("questions"), input, StandardCharsets.US_ASCII);
        Process lua = new ProcessBuilder("lua", script.toString())
                .redirectInput(questions.toFile())
                .redirectOutput(folder.resolve("answers").toFile())
                .redirectErrorStream(true)
                .start();
        try {
            if (!lua.waitFor(60, TimeUnit.SECONDS)) {
                throw new IOException("lua takes too long");
            }
            return lua.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException(e));
        } finally {
            lua.destroyForcibly();
        }
    }
}
