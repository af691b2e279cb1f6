// SPDX-License-Identifier: Apache-2.0
package org.luarium.commandline.internal;

import java.util.Map;
import java.util.function.ToIntFunction;
import org.apache.felix.service.command.CommandProcessor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code -c COMMANDS}. */
@Component(service = ToIntFunction.class, property = "luarium.requests=commands")
public final class ShellComponent implements ToIntFunction<Map<String, Object>> {
    private final ShellRunner runner;

    /**
     * Takes what it needs.
     *
     * @param processor runs the commands
     */
    @Activate
    public ShellComponent(@Reference CommandProcessor processor) {
        runner = new ShellRunner(processor, Console.ofProcess());
    }

    @Override
    public int applyAsInt(Map<String, Object> request) {
        return runner.run(new Request(request));
    }
}
