// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.luarium.store.Ref;

final class RealizationDetailView implements View<RealizationDetail> {
    private final RealizationView realizations = new RealizationView();

    @Override
    public Class<RealizationDetail> type() {
        return RealizationDetail.class;
    }

    @Override
    public List<String> header() {
        return realizations.header();
    }

    @Override
    public List<String> cells(RealizationDetail detail) {
        return realizations.cells(detail.realization());
    }

    @Override
    public String detail(RealizationDetail detail) {
        Map<String, String> rows = RealizationView.rows(detail.realization());
        rows.put("config", detail.config());
        rows.put("dependents", Integer.toString(detail.dependents()));
        StoreTexts.numbered(
                rows,
                "made of",
                new TreeMap<>(detail.context())
                        .values().stream()
                                .flatMap(List::stream)
                                .map(Ref::toString)
                                .toList());
        return TextTable.of(rows);
    }

    @Override
    public Object data(RealizationDetail detail) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>(realizations.data(detail.realization()));
        fields.put("config", detail.config());
        fields.put("context", StoreTexts.references(detail.context()));
        fields.put("dependents", detail.dependents());
        return fields;
    }
}
