// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.luarium.packages.EnvironmentGeneration;
import org.luarium.shell.internal.console.SafeText;

final class EnvironmentGenerationView implements View<EnvironmentGeneration> {
    private static final int LONGEST_NOTE = 200;

    @Override
    public Class<EnvironmentGeneration> type() {
        return EnvironmentGeneration.class;
    }

    @Override
    public List<String> header() {
        return List.of("NUMBER", "CREATED", "STATE", "PACKAGES", "NOTE");
    }

    @Override
    public List<String> cells(EnvironmentGeneration generation) {
        return List.of(
                Integer.toString(generation.number()),
                StoreTexts.time(generation.created()),
                generation.current() ? "current" : "-",
                Integer.toString(generation.rocks().size()),
                SafeText.beginning(generation.note(), LONGEST_NOTE));
    }

    @Override
    public String detail(EnvironmentGeneration generation) {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("number", generation.number() + (generation.current() ? ", current" : ""));
        rows.put("created", StoreTexts.time(generation.created()));
        rows.put("note", Texts.orDash(generation.note()));
        rows.put("packages", PackageTexts.joined(generation.rocks()));
        return TextTable.of(rows);
    }

    @Override
    public Object data(EnvironmentGeneration generation) {
        return View.fields(
                "number", generation.number(),
                "created", generation.created(),
                "current", generation.current(),
                "note", generation.note(),
                "packages", PackageTexts.texts(generation.rocks()));
    }
}
