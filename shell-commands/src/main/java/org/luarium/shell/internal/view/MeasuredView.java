// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import static org.luarium.shell.internal.view.Texts.lower;
import static org.luarium.shell.internal.view.Texts.orDash;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

final class MeasuredView implements View<Measured> {
    @Override
    public Class<Measured> type() {
        return Measured.class;
    }

    @Override
    public List<String> header() {
        return List.of("METRIC", "OF", "VALUE");
    }

    @Override
    public List<String> cells(Measured measured) {
        return List.of(
                measured.metric().name(),
                orDash(String.join(", ", measured.sample().labels())),
                number(measured.sample().value()));
    }

    private static String number(double value) {
        return Double.isFinite(value)
                ? new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString()
                : Double.toString(value);
    }

    @Override
    public String detail(Measured measured) {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("metric", measured.metric().name());
        rows.putAll(labels(measured));
        rows.put("value", number(measured.sample().value()));
        rows.put("kind", lower(measured.metric().kind()));
        rows.put("what", measured.metric().help());
        return TextTable.of(rows);
    }

    private static Map<String, String> labels(Measured measured) {
        List<String> names = measured.metric().labels();
        return IntStream.range(0, names.size())
                .boxed()
                .collect(
                        Collectors.toMap(names::get, measured.sample().labels()::get, (a, b) -> a, LinkedHashMap::new));
    }

    @Override
    public Object data(Measured measured) {
        return View.fields(
                "metric", measured.metric().name(),
                "kind", measured.metric().kind(),
                "labels", labels(measured),
                "value", measured.sample().value());
    }
}
