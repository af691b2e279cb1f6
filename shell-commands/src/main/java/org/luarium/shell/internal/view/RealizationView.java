// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.luarium.shell.internal.syntax.Quantities;
import org.luarium.store.Realization;
import org.luarium.store.Signature;

final class RealizationView implements View<Realization> {
    @Override
    public Class<Realization> type() {
        return Realization.class;
    }

    @Override
    public List<String> header() {
        return List.of("REFERENCE", "SIZE", "MADE", "ORIGIN");
    }

    @Override
    public List<String> cells(Realization realization) {
        return List.of(
                realization.ref().toString(),
                Quantities.text(realization.size()),
                StoreTexts.time(realization.ended()),
                Texts.lower(realization.provenance().origin()));
    }

    static Map<String, String> rows(Realization realization) {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("reference", realization.ref().toString());
        rows.put("path", realization.path().toString());
        rows.put("tree", realization.tree().toString());
        rows.put("size", Quantities.text(realization.size()));
        rows.put("began", StoreTexts.time(realization.started()));
        rows.put("ended", StoreTexts.time(realization.ended()));
        rows.put("origin", StoreTexts.provenance(realization.provenance()));
        if (!realization.signatures().isEmpty()) {
            rows.put(
                    "signed by",
                    String.join(
                            ", ",
                            realization.signatures().stream()
                                    .map(Signature::key)
                                    .toList()));
        }
        return rows;
    }

    @Override
    public String detail(Realization realization) {
        return TextTable.of(rows(realization));
    }

    @Override
    public Map<String, ?> data(Realization realization) {
        return View.fields(
                "reference", realization.ref().toString(),
                "derivation", realization.ref().dref().toString(),
                "name", realization.ref().name(),
                "path", realization.path().toString(),
                "tree", realization.tree().toString(),
                "size", realization.size(),
                "dependencies", StoreTexts.references(realization.dependencies()),
                "started", realization.started(),
                "ended", realization.ended(),
                "origin", realization.provenance().origin(),
                "source", realization.provenance().source(),
                "confinement", realization.provenance().confinement(),
                "signatures",
                        realization.signatures().stream().map(Signature::key).toList());
    }
}
