// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.luarium.core.internal.tool.Tools;

/** Finds out what a program is by running it. */
final class EngineProber {
    static final Duration BOUND = Duration.ofSeconds(1);

    /**
     * What a Lua of any version answers to. Its answer begins with text that is not in the question, so that a program
     * which repeats its arguments does not pass.
     */
    static final String QUESTION = "io.write('\\n', ('<'):rep(3), tostring(_VERSION), '|',"
            + " type(jit) == 'table' and tostring(jit.version) or '', '|',"
            + " 2^53 + 1 == 2^53 and 2^53 ~= 2^53 - 1 and 'double' or 'other', ('>'):rep(3), '\\n')";

    private final Tools tools;

    EngineProber(Tools tools) {
        this.tools = tools;
    }

    /** Probes a program that takes the options of {@code lua}. */
    Probe interpreter(Path program) {
        return Reply.judge(tools.run(List.of(program.toString(), "-v", "-e", QUESTION), Map.of(), BOUND));
    }

    /** Probes a command that already contains a script with {@link #QUESTION}. */
    Probe command(List<String> command, Map<String, String> variables, Duration bound) {
        return Reply.judge(tools.run(command, variables, bound));
    }
}
