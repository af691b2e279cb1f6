// SPDX-License-Identifier: Apache-2.0
package org.luarium.examples.hello;

import org.luarium.value.LuaValue;
import org.luarium.vm.Vm;
import org.luarium.vm.VmManager;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Adds {@code hello:greet NAME} to the shell; the greeting is made by Lua in a process of its own. */
@Component(
        service = Greeter.class,
        // Else it would live, and its VM with it, only while a command runs.
        immediate = true,
        property = {"osgi.command.scope=hello", "osgi.command.function=greet"})
public final class Greeter {
    private final Vm vm;

    @Activate
    public Greeter(@Reference VmManager vms) {
        vm = vms.create("hello");
        vm.execute("function greet(name) return 'Hello ' .. name .. ', this is ' .. _VERSION end")
                .orThrow();
    }

    public String greet(String name) {
        return vm.call("greet", LuaValue.of(name)).asString();
    }

    @Deactivate
    void stop() {
        vm.close();
    }
}
