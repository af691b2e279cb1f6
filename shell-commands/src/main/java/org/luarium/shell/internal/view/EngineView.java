// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import static org.luarium.shell.internal.view.Texts.lower;
import static org.luarium.shell.internal.view.Texts.orDash;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.luarium.vm.EngineInfo;

final class EngineView implements View<EngineInfo> {
    @Override
    public Class<EngineInfo> type() {
        return EngineInfo.class;
    }

    @Override
    public List<String> header() {
        return List.of("NAME", "KIND", "VERSION", "INTERRUPT", "PROGRAM", "STATE");
    }

    @Override
    public List<String> cells(EngineInfo engine) {
        return List.of(
                engine.name(),
                lower(engine.kind()),
                orDash(engine.version()),
                lower(engine.interrupt()),
                program(engine),
                state(engine));
    }

    @Override
    public String detail(EngineInfo engine) {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("name", engine.name());
        rows.put("kind", lower(engine.kind()));
        rows.put("version", orDash(engine.version()));
        rows.put("dialect", orDash(engine.dialect()));
        rows.put("program", program(engine));
        rows.put("interrupt", lower(engine.interrupt()));
        rows.put("state", state(engine));
        return TextTable.of(rows);
    }

    @Override
    public Object data(EngineInfo engine) {
        return View.fields(
                "name", engine.name(),
                "kind", engine.kind(),
                "version", engine.version(),
                "dialect", engine.dialect(),
                "program", engine.executable(),
                "interrupt", engine.interrupt(),
                "usable", engine.usable(),
                "rejection", engine.rejection());
    }

    String summary(EngineInfo engine) {
        return engine.name() + " (" + engine.version() + ", " + lower(engine.kind()) + ")";
    }

    private static String program(EngineInfo engine) {
        return engine.executable().map(Object::toString).orElse("-");
    }

    private static String state(EngineInfo engine) {
        return engine.usable() ? "usable" : "rejected: " + engine.rejection();
    }
}
