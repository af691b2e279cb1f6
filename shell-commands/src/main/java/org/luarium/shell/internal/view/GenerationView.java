// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.luarium.store.Generation;

final class GenerationView implements View<Generation> {
    @Override
    public Class<Generation> type() {
        return Generation.class;
    }

    @Override
    public List<String> header() {
        return List.of("NUMBER", "CREATED", "STATE", "ENTRIES", "NOTE");
    }

    @Override
    public List<String> cells(Generation generation) {
        return List.of(
                Integer.toString(generation.number()),
                StoreTexts.time(generation.created()),
                generation.current() ? "current" : "-",
                String.join(",", generation.entries().keySet()),
                generation.note());
    }

    @Override
    public String detail(Generation generation) {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("number", generation.number() + (generation.current() ? ", current" : ""));
        rows.put("created", StoreTexts.time(generation.created()));
        rows.put("note", Texts.orDash(generation.note()));
        Map<String, String> entries = new LinkedHashMap<>();
        generation.entries().forEach((name, ref) -> entries.put(name, ref.toString()));
        return TextTable.of(rows) + (entries.isEmpty() ? "" : "\n" + TextTable.of(entries));
    }

    @Override
    public Object data(Generation generation) {
        return View.fields(
                "number", generation.number(),
                "created", generation.created(),
                "current", generation.current(),
                "note", generation.note(),
                "entries", generation.entries());
    }
}
