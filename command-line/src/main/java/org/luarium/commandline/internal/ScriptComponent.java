// SPDX-License-Identifier: Apache-2.0
package org.luarium.commandline.internal;

import java.util.Map;
import java.util.function.ToIntFunction;
import org.luarium.vm.VmManager;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code execute} and {@code run}. */
@Component(service = ToIntFunction.class, property = "luarium.requests=scripts")
public final class ScriptComponent implements ToIntFunction<Map<String, Object>> {
    private final ScriptRunner runner;

    /**
     * Takes what it needs.
     *
     * @param manager creates the VM
     */
    @Activate
    public ScriptComponent(@Reference VmManager manager) {
        runner = new ScriptRunner(manager, Console.ofProcess());
    }

    @Override
    public int applyAsInt(Map<String, Object> request) {
        return runner.run(new Request(request));
    }
}
