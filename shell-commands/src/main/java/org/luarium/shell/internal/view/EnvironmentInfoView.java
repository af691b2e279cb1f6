// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.ArrayList;
import java.util.List;
import org.luarium.packages.EnvironmentInfo;
import org.luarium.packages.GenerationUse;
import org.luarium.shell.internal.syntax.Quantities;

final class EnvironmentInfoView implements View<EnvironmentInfo> {
    private static final List<String> COLUMNS = List.of("GENERATION", "STATE", "PACKAGES", "SIZE", "USED BY");

    private final EnvironmentView environments = new EnvironmentView();

    @Override
    public Class<EnvironmentInfo> type() {
        return EnvironmentInfo.class;
    }

    @Override
    public List<String> header() {
        return environments.header();
    }

    @Override
    public List<String> cells(EnvironmentInfo info) {
        return environments.cells(info.environment());
    }

    @Override
    public String detail(EnvironmentInfo info) {
        List<List<String>> rows = new ArrayList<>();
        for (GenerationUse use : info.generations()) {
            rows.add(List.of(
                    Integer.toString(use.generation().number()),
                    use.generation().current() ? "current" : "-",
                    Integer.toString(use.generation().rocks().size()),
                    Quantities.text(use.bytes()),
                    Texts.orDash(String.join(", ", use.users()))));
        }
        return environments.detail(info.environment()).stripTrailing() + "\nsize         "
                + Quantities.text(info.bytes()) + "\n" + TextTable.of(COLUMNS, rows);
    }

    @Override
    public Object data(EnvironmentInfo info) {
        return View.fields(
                "environment",
                environments.data(info.environment()),
                "bytes",
                info.bytes(),
                "generations",
                info.generations().stream()
                        .map(use -> View.fields(
                                "number", use.generation().number(),
                                "current", use.generation().current(),
                                "bytes", use.bytes(),
                                "users", use.users()))
                        .toList());
    }
}
