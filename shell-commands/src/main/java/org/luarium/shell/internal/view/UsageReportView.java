// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.luarium.shell.internal.syntax.Quantities;
import org.luarium.store.Ref;

final class UsageReportView implements View<UsageReport> {
    @Override
    public Class<UsageReport> type() {
        return UsageReport.class;
    }

    @Override
    public List<String> header() {
        return List.of("OBJECTS", "TOTAL");
    }

    @Override
    public List<String> cells(UsageReport usage) {
        return List.of(Integer.toString(usage.sizes().size()), Quantities.text(usage.total()));
    }

    /** The largest first. */
    @Override
    public String detail(UsageReport usage) {
        List<Map.Entry<Ref.RRef, Long>> sizes = new ArrayList<>(usage.sizes().entrySet());
        sizes.sort(Collections.reverseOrder(Map.Entry.comparingByValue()));
        List<List<String>> rows = new ArrayList<>();
        sizes.forEach(size ->
                rows.add(List.of(Quantities.text(size.getValue()), size.getKey().toString())));
        rows.add(List.of(Quantities.text(usage.total()), "in all"));
        return TextTable.of(List.of("SIZE", "REFERENCE"), rows);
    }

    @Override
    public Object data(UsageReport usage) {
        return View.fields("total", usage.total(), "objects", usage.sizes());
    }
}
