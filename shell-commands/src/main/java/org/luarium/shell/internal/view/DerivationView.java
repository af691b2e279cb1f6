// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.luarium.store.Realization;

final class DerivationView implements View<DerivationInfo> {
    @Override
    public Class<DerivationInfo> type() {
        return DerivationInfo.class;
    }

    @Override
    public List<String> header() {
        return List.of("REFERENCE", "REALIZATIONS", "FAILURES");
    }

    @Override
    public List<String> cells(DerivationInfo derivation) {
        return List.of(
                derivation.ref().toString(),
                Integer.toString(derivation.realizations().size()),
                Integer.toString(derivation.attempts()));
    }

    @Override
    public String detail(DerivationInfo derivation) {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("reference", derivation.ref().toString());
        rows.put("config", derivation.config());
        rows.put("failures", Integer.toString(derivation.attempts()));
        StoreTexts.numbered(rows, "realized", realizations(derivation));
        return TextTable.of(rows);
    }

    private static List<String> realizations(DerivationInfo derivation) {
        return derivation.realizations().stream()
                .map(Realization::ref)
                .map(Object::toString)
                .toList();
    }

    @Override
    public Object data(DerivationInfo derivation) {
        return View.fields(
                "reference", derivation.ref().toString(),
                "config", derivation.config(),
                "failures", derivation.attempts(),
                "realizations", realizations(derivation));
    }
}
