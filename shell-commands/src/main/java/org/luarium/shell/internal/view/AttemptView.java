// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.luarium.shell.internal.console.SafeText;
import org.luarium.store.Attempt;

final class AttemptView implements View<Attempt> {
    private static final int CELL = 200;

    @Override
    public Class<Attempt> type() {
        return Attempt.class;
    }

    @Override
    public List<String> header() {
        return List.of("ENDED", "PROBLEM", "LOG");
    }

    @Override
    public List<String> cells(Attempt attempt) {
        return List.of(
                StoreTexts.time(attempt.ended()),
                SafeText.beginning(attempt.problem(), CELL),
                attempt.log().map(Object::toString).orElse("-"));
    }

    @Override
    public String detail(Attempt attempt) {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("derivation", attempt.dref().toString());
        rows.put("began", StoreTexts.time(attempt.started()));
        rows.put("ended", StoreTexts.time(attempt.ended()));
        attempt.log().ifPresent(log -> rows.put("log", log.toString()));
        return TextTable.of(rows) + "\n" + SafeText.lines(attempt.problem());
    }

    @Override
    public Object data(Attempt attempt) {
        return View.fields(
                "derivation", attempt.dref().toString(),
                "started", attempt.started(),
                "ended", attempt.ended(),
                "problem", attempt.problem(),
                "log", attempt.log().map(Object::toString));
    }
}
