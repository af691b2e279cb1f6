// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import static org.luarium.shell.internal.view.Texts.lower;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.luarium.extension.ExtensionSpec;
import org.luarium.shell.internal.syntax.Quantities;

final class ExtensionDetailView implements View<ExtensionDetail> {
    private final ExtensionView extensions = new ExtensionView();
    private final ConfinementView confinements = new ConfinementView();

    @Override
    public Class<ExtensionDetail> type() {
        return ExtensionDetail.class;
    }

    @Override
    public List<String> header() {
        return extensions.header();
    }

    @Override
    public List<String> cells(ExtensionDetail extension) {
        return extensions.cells(extension.info());
    }

    @Override
    public String detail(ExtensionDetail extension) {
        ExtensionSpec spec = extension.spec();
        Map<String, String> rows = extensions.rows(extension.info());
        put(rows, "main", List.of(spec.main()));
        put(rows, "jars", spec.jars());
        put(rows, "dependencies", spec.dependencies());
        put(rows, "grants", names(spec));
        put(rows, "settings", spec.settings().entrySet());
        put(rows, "may read", spec.readable());
        put(rows, "may write", spec.writable());
        rows.put("network", spec.network() ? "that of the host" : "none");
        rows.put("limits", limits(spec));
        rows.put("restart", lower(spec.restart()));
        rows.put(
                "used",
                "memory " + Quantities.text(extension.usage().residentBytes()) + ", cpu "
                        + Quantities.text(extension.usage().cpu()));
        rows.put(
                "confinement",
                lower(spec.mode()) + ": "
                        + extension
                                .confinement()
                                .map(confinements::summary)
                                .orElse(spec.isolated() ? "there is no process" : "nothing is enforced"));
        List<String> parts = new ArrayList<>(List.of(TextTable.of(rows)));
        extension.confinement().map(confinements::detail).ifPresent(parts::add);
        if (!extension.methods().isEmpty()) {
            parts.add("methods");
            parts.add(new TextTable(extension.methods().stream()
                            .map(method -> List.of("  " + method))
                            .toList())
                    .toString());
        }
        return String.join("\n", parts);
    }

    private static void put(Map<String, String> rows, String label, Collection<?> values) {
        String text = values.stream().map(Object::toString).collect(Collectors.joining(", "));
        if (!text.isEmpty()) {
            rows.put(label, text);
        }
    }

    private static List<String> names(ExtensionSpec spec) {
        return spec.grants().keySet().stream().map(Class::getName).toList();
    }

    private static String limits(ExtensionSpec spec) {
        return "memory " + Quantities.text(spec.memoryBytes()) + ", call " + Quantities.text(spec.callTime())
                + ", start " + Quantities.text(spec.startTime()) + ", stop " + Quantities.text(spec.stopTime())
                + ", frame " + Quantities.text(spec.frameBytes()) + ", threads " + spec.threads() + ", calls "
                + spec.callsInFlight() + ", processes " + spec.processes() + ", files " + spec.openFiles();
    }

    @Override
    public Object data(ExtensionDetail extension) {
        ExtensionSpec spec = extension.spec();
        Map<String, @Nullable Object> fields = new LinkedHashMap<>(extensions.data(extension.info()));
        fields.put("main", spec.main());
        fields.put("jars", spec.jars());
        fields.put("dependencies", spec.dependencies());
        fields.put("grants", names(spec));
        fields.put("settings", spec.settings());
        fields.put("readable", spec.readable());
        fields.put("writable", spec.writable());
        fields.put("network", spec.network());
        fields.put("restart", spec.restart());
        fields.put(
                "limits",
                View.fields(
                        "memory", spec.memoryBytes(),
                        "call", spec.callTime(),
                        "start", spec.startTime(),
                        "stop", spec.stopTime(),
                        "frame", spec.frameBytes(),
                        "threads", spec.threads(),
                        "calls", spec.callsInFlight(),
                        "processes", spec.processes(),
                        "files", spec.openFiles()));
        fields.put("usage", ExtensionUseView.usage(extension.usage()));
        fields.put("mode", spec.mode());
        fields.put("confinement", extension.confinement().map(confinements::data));
        fields.put("methods", extension.methods());
        return fields;
    }
}
