// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.luarium.store.Realization;
import org.luarium.store.Ref;

final class StepInfoView implements View<StepInfo> {
    @Override
    public Class<StepInfo> type() {
        return StepInfo.class;
    }

    @Override
    public List<String> header() {
        return List.of("STAGE", "BEFORE");
    }

    @Override
    public List<String> cells(StepInfo step) {
        return List.of(step.stage(), step.paused().map(Ref::toString).orElse("the end"));
    }

    @Override
    public String detail(StepInfo step) {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("stage", step.stage());
        if (step.paused().isEmpty()) {
            rows.put("before", "the end");
            StoreTexts.numbered(rows, "result", realizations(step.results()));
            return TextTable.of(rows);
        }
        rows.put("before", step.paused().get().toString());
        rows.put("config", step.config());
        List<String> context = new ArrayList<>();
        new TreeMap<>(step.context()).values().forEach(each -> context.addAll(realizations(each)));
        StoreTexts.numbered(rows, "made of", context);
        return TextTable.of(rows);
    }

    private static List<String> realizations(List<Realization> realizations) {
        return realizations.stream().map(each -> each.ref().toString()).toList();
    }

    @Override
    public Object data(StepInfo step) {
        return View.fields(
                "stage", step.stage(),
                "before", step.paused().map(Ref::toString),
                "config", step.config(),
                "context", StoreTexts.context(step.context()),
                "results", realizations(step.results()));
    }
}
