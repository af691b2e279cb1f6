// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.luarium.shell.internal.benchmark.Figure;

final class FigureView implements View<Figure> {
    @Override
    public Class<Figure> type() {
        return Figure.class;
    }

    @Override
    public List<String> header() {
        return List.of("WORK", "OURS", "FLOOR", "RATIO", "THE FLOOR IS");
    }

    @Override
    public List<String> cells(Figure figure) {
        return List.of(
                figure.work(),
                number(OptionalDouble.of(figure.ours()), " " + figure.unit()),
                number(figure.floor(), " " + figure.unit()),
                number(figure.ratio(), "x"),
                figure.against());
    }

    private static String number(OptionalDouble number, String unit) {
        return number.isEmpty() || Double.isNaN(number.getAsDouble())
                ? "-"
                : String.format(
                        Locale.ROOT, number.getAsDouble() < 100 ? "%.2f%s" : "%.0f%s", number.getAsDouble(), unit);
    }

    @Override
    public String detail(Figure figure) {
        Map<String, String> rows = new LinkedHashMap<>();
        List<String> cells = cells(figure);
        for (int i = 0; i < cells.size(); i++) {
            rows.put(header().get(i).toLowerCase(Locale.ROOT), cells.get(i));
        }
        return TextTable.of(rows);
    }

    @Override
    public Object data(Figure figure) {
        return View.fields(
                "work",
                figure.work(),
                "unit",
                figure.unit(),
                "ours",
                Double.isNaN(figure.ours()) ? null : figure.ours(),
                "floor",
                figure.floor(),
                "against",
                figure.against());
    }
}
