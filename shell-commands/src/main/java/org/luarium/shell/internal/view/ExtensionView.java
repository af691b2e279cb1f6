// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import static org.luarium.shell.internal.view.Texts.lower;
import static org.luarium.shell.internal.view.Texts.orDash;

import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.luarium.extension.ExtensionInfo;

final class ExtensionView implements View<ExtensionInfo> {
    @Override
    public Class<ExtensionInfo> type() {
        return ExtensionInfo.class;
    }

    @Override
    public List<String> header() {
        return List.of("NAME", "KIND", "STATE", "GENERATION", "PID", "PENDING", "INTERFACES");
    }

    @Override
    public List<String> cells(ExtensionInfo extension) {
        return List.of(
                extension.name(),
                lower(extension.kind()),
                lower(extension.state()),
                Integer.toString(extension.generation()),
                pid(extension),
                Integer.toString(extension.pendingCalls()),
                orDash(String.join(", ", extension.interfaces())));
    }

    @Override
    public String detail(ExtensionInfo extension) {
        return TextTable.of(rows(extension));
    }

    Map<String, String> rows(ExtensionInfo extension) {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("name", extension.name());
        rows.put("kind", lower(extension.kind()));
        rows.put(
                "state",
                lower(extension.state()) + " since " + extension.since().truncatedTo(ChronoUnit.SECONDS));
        extension.problem().ifPresent(problem -> rows.put("problem", problem));
        rows.put("generation", Integer.toString(extension.generation()));
        rows.put("process", extension.isolated() ? pid(extension) : "none of its own: it is not isolated");
        rows.put("interfaces", orDash(String.join(", ", extension.interfaces())));
        rows.put("pending calls", Integer.toString(extension.pendingCalls()));
        rows.put("lent objects", Integer.toString(extension.lentObjects()));
        return rows;
    }

    private static String pid(ExtensionInfo extension) {
        return extension.pid().isPresent() ? Long.toString(extension.pid().getAsLong()) : "-";
    }

    @Override
    public Map<String, ?> data(ExtensionInfo extension) {
        return View.fields(
                "name", extension.name(),
                "kind", extension.kind(),
                "state", extension.state(),
                "since", extension.since(),
                "problem", extension.problem(),
                "generation", extension.generation(),
                "isolated", extension.isolated(),
                "pid", extension.pid(),
                "interfaces", extension.interfaces(),
                "pendingCalls", extension.pendingCalls(),
                "lentObjects", extension.lentObjects());
    }
}
