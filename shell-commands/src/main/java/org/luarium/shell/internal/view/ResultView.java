// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import static org.luarium.shell.internal.view.Texts.lower;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.luarium.isolate.ExitStatus;
import org.luarium.shell.internal.console.SafeText;
import org.luarium.shell.internal.syntax.Quantities;
import org.luarium.value.LuaValue;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.LuaError;
import org.luarium.vm.Usage;

final class ResultView implements View<ExecutionResult> {
    /** What is shown is for people; programs have the whole output in the result and in JSON. */
    private static final int OUTPUT = 4_000;

    private static final int CELL = 200;

    @Override
    public Class<ExecutionResult> type() {
        return ExecutionResult.class;
    }

    @Override
    public List<String> header() {
        return List.of("VM", "OUTCOME", "ELAPSED", "OUTPUT");
    }

    @Override
    public List<String> cells(ExecutionResult result) {
        return List.of(
                result.vm(),
                lower(result.outcome()),
                Quantities.text(result.usage().elapsed()),
                SafeText.beginning(
                        result.error().map(LuaError::message).orElseGet(() -> outputOrValues(result)), CELL));
    }

    /** Sessions do not print what code returns. */
    private static String outputOrValues(ExecutionResult result) {
        return result.stdout().isBlank()
                ? values(result, "\t")
                : result.stdout().strip();
    }

    private static String values(ExecutionResult result, String between) {
        return result.values().stream().map(LuaValue::display).collect(Collectors.joining(between));
    }

    @Override
    public String detail(ExecutionResult result) {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("vm", result.vm());
        rows.put("outcome", lower(result.outcome()));
        rows.put("elapsed", Quantities.text(result.usage().elapsed()));
        result.error().ifPresent(error -> rows.put("error", error.message()));
        result.exit().ifPresent(exit -> rows.put("process", exit.toString()));
        if (result.stateLost()) {
            rows.put("globals", "lost");
        }
        if (!result.values().isEmpty()) {
            rows.put("values", SafeText.beginning(values(result, ", "), OUTPUT));
        }
        return TextTable.of(rows) + output("output", result.stdout()) + output("error output", result.stderr());
    }

    private static String output(String title, String text) {
        return text.isEmpty()
                ? ""
                : "\n" + title + ":\n" + SafeText.lines(SafeText.beginning(text.stripTrailing(), OUTPUT));
    }

    @Override
    public Object data(ExecutionResult result) {
        return View.fields(
                "vm",
                result.vm(),
                "outcome",
                result.outcome(),
                "values",
                result.values().stream().map(LuaValue::toJava).collect(Collectors.toList()),
                "stdout",
                result.stdout(),
                "stderr",
                result.stderr(),
                "error",
                result.error().map(error -> View.fields("message", error.message(), "traceback", error.traceback())),
                "stateLost",
                result.stateLost(),
                "exit",
                result.exit().map(ResultView::exit),
                "exitCode",
                result.exitCode(),
                "usage",
                usage(result.usage()));
    }

    static Object usage(Usage usage) {
        return View.fields("elapsed", usage.elapsed(), "cpu", usage.cpu(), "memory", usage.memoryBytes());
    }

    static Object exit(ExitStatus exit) {
        return View.fields(
                "code", exit.code(),
                "signal", exit.signal(),
                "cpu", exit.cpu(),
                "peakMemory", exit.peakMemoryBytes());
    }
}
