// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import static org.luarium.shell.internal.view.Texts.lower;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.luarium.isolate.Diagnosis;

final class DiagnosisView implements View<Diagnosis> {
    @Override
    public Class<Diagnosis> type() {
        return Diagnosis.class;
    }

    @Override
    public List<String> header() {
        return List.of("LAYER", "STATE", "DETAIL", "REMEDY");
    }

    @Override
    public List<String> cells(Diagnosis layer) {
        return List.of(layer.layer(), lower(layer.state()), layer.detail(), layer.remedy());
    }

    @Override
    public String detail(Diagnosis layer) {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("layer", layer.layer());
        rows.put("state", lower(layer.state()));
        rows.put("detail", layer.detail());
        rows.put("remedy", Texts.orDash(layer.remedy()));
        return TextTable.of(rows);
    }

    @Override
    public Object data(Diagnosis layer) {
        return View.fields(
                "layer", layer.layer(), "state", layer.state(), "detail", layer.detail(), "remedy", layer.remedy());
    }
}
