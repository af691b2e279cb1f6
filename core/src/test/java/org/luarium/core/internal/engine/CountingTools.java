// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.luarium.core.internal.tool.Answer;
import org.luarium.core.internal.tool.BoundedTools;
import org.luarium.core.internal.tool.Tools;

/** Runs tools, remembers which, and can pretend that nothing may be executed in a folder. */
final class CountingTools implements Tools {
    private final Tools tools = new BoundedTools();
    private final List<String> programs = new CopyOnWriteArrayList<>();
    private final List<Path> noexec;

    CountingTools(Path... noexec) {
        this.noexec = List.of(noexec);
    }

    @Override
    public Answer run(List<String> command, Map<String, String> variables, Duration bound) {
        Path program = Path.of(command.get(0));
        programs.add(program.toString());
        if (noexec.stream().anyMatch(program::startsWith)) {
            return new Answer("", -1, "it may not be executed here", false);
        }
        return tools.run(command, variables, bound);
    }

    List<String> programs() {
        return List.copyOf(programs);
    }
}
