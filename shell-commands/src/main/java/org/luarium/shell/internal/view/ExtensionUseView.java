// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import static org.luarium.shell.internal.view.Texts.lower;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.luarium.isolate.IsolateUsage;
import org.luarium.shell.internal.syntax.Quantities;

final class ExtensionUseView implements View<ExtensionUse> {
    private final ExtensionMethodUseView methods = new ExtensionMethodUseView();

    @Override
    public Class<ExtensionUse> type() {
        return ExtensionUse.class;
    }

    @Override
    public List<String> header() {
        List<String> titles = new ArrayList<>(List.of("NAME", "STATE"));
        titles.addAll(ExtensionMethodUseView.COSTS);
        titles.addAll(List.of("CPU", "MEMORY"));
        return titles;
    }

    @Override
    public List<String> cells(ExtensionUse use) {
        List<String> cells = new ArrayList<>(List.of(use.extension(), lower(use.state())));
        cells.addAll(methods.costs(use.calls()));
        cells.add(Quantities.text(use.usage().cpu()));
        cells.add(Quantities.text(use.usage().residentBytes()));
        return cells;
    }

    @Override
    public String detail(ExtensionUse use) {
        return Views.table(this, List.of(use));
    }

    static Object usage(IsolateUsage usage) {
        return View.fields("cpu", usage.cpu(), "memory", usage.residentBytes());
    }

    @Override
    public Object data(ExtensionUse use) {
        Map<String, @Nullable Object> fields =
                new LinkedHashMap<>(View.fields("name", use.extension(), "state", use.state()));
        fields.putAll(methods.data(use.calls()));
        fields.put("usage", usage(use.usage()));
        return fields;
    }
}
