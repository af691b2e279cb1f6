// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import static org.luarium.shell.internal.view.Texts.lower;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.luarium.isolate.Limits;
import org.luarium.shell.internal.syntax.Quantities;
import org.luarium.vm.VmConfig;
import org.luarium.vm.VmInfo;

final class VmView implements View<VmInfo> {
    private final EngineView engines = new EngineView();
    private final ConfinementView confinements = new ConfinementView();

    @Override
    public Class<VmInfo> type() {
        return VmInfo.class;
    }

    @Override
    public List<String> header() {
        return List.of("ID", "STATE", "ENGINE", "PROFILE", "PID", "SCRIPTS", "MEMORY", "CPU", "OPTIONS");
    }

    @Override
    public List<String> cells(VmInfo vm) {
        return List.of(
                vm.id(),
                lower(vm.state()),
                vm.engine().name(),
                lower(vm.config().confinement().profile()),
                Long.toString(vm.pid()),
                Long.toString(vm.scripts()),
                Quantities.text(vm.usage().memoryBytes()),
                Quantities.text(vm.usage().cpu()),
                options(vm.config()));
    }

    @Override
    public String detail(VmInfo vm) {
        VmConfig config = vm.config();
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("id", vm.id());
        rows.put("state", lower(vm.state()));
        vm.exit().ifPresent(exit -> rows.put("ended", exit.toString()));
        rows.put("process", Long.toString(vm.pid()));
        rows.put("engine", engines.summary(vm.engine()));
        rows.put("options", options(config).isEmpty() ? "none" : options(config));
        config.environment().ifPresent(name -> rows.put("environment", name));
        rows.put(
                "lifetime",
                (config.persistent() ? "persistent" : lower(config.lifetime())) + ", created by " + vm.owner());
        rows.put("created", time(vm.created()));
        vm.adopted().ifPresent(when -> rows.put("adopted", time(when)));
        rows.put("last active", time(vm.lastActivity()));
        rows.put("scripts", Long.toString(vm.scripts()));
        rows.put(
                "used",
                "memory " + Quantities.text(vm.usage().memoryBytes()) + ", cpu "
                        + Quantities.text(vm.usage().cpu()));
        rows.put("limits", limits(config.confinement().limits()));
        if (!config.confinement().readable().isEmpty()) {
            rows.put(
                    "may read",
                    config.confinement().readable().stream()
                            .map(Object::toString)
                            .sorted()
                            .collect(Collectors.joining(", ")));
        }
        rows.put(
                "confinement",
                lower(vm.confinement().profile()) + ", "
                        + lower(config.confinement().mode()) + ": " + confinements.summary(vm.confinement()));
        return TextTable.of(rows) + "\n" + confinements.detail(vm.confinement());
    }

    @Override
    public Object data(VmInfo vm) {
        VmConfig config = vm.config();
        Limits limits = config.confinement().limits();
        return View.fields(
                "id", vm.id(),
                "state", vm.state(),
                "pid", vm.pid(),
                "engine", engines.data(vm.engine()),
                "provider", config.provider(),
                "networked", config.networked(),
                "persistent", config.persistent(),
                "debug", config.debug(),
                "echo", config.echoValues(),
                "environment", config.environment(),
                "variables", config.variables(),
                "lifetime", config.lifetime(),
                "owner", vm.owner(),
                "created", vm.created(),
                "adopted", vm.adopted(),
                "lastOutput", vm.lastOutput(),
                "lastActivity", vm.lastActivity(),
                "scripts", vm.scripts(),
                "usage", ResultView.usage(vm.usage()),
                "limits",
                        View.fields(
                                "time", limits.wallTime(),
                                "cpu", limits.cpuTime(),
                                "memory", limits.memoryBytes(),
                                "output", limits.outputBytes()),
                "readable",
                        config.confinement().readable().stream()
                                .map(Object::toString)
                                .sorted()
                                .toList(),
                "mode", config.confinement().mode(),
                "confinement", confinements.data(vm.confinement()),
                "exit", vm.exit().map(ResultView::exit));
    }

    private static String options(VmConfig config) {
        List<String> options = new ArrayList<>();
        if (config.networked()) {
            options.add("networked");
        }
        if (config.persistent()) {
            options.add("persistent");
        }
        if (config.debug()) {
            options.add("debug");
        }
        if (!config.echoValues()) {
            options.add("no-echo");
        }
        return String.join(",", options);
    }

    private static String limits(Limits limits) {
        List<String> texts = new ArrayList<>();
        limits.memoryBytes().ifPresent(bytes -> texts.add("memory " + Quantities.text(bytes)));
        limits.wallTime().ifPresent(time -> texts.add("time " + Quantities.text(time)));
        limits.cpuTime().ifPresent(time -> texts.add("cpu " + Quantities.text(time)));
        texts.add("output " + Quantities.text(limits.outputBytes()));
        return String.join(", ", texts);
    }

    private static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
