// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.luarium.packages.EnvironmentChange;
import org.luarium.packages.InstalledRock;
import org.luarium.packages.RockName;

final class EnvironmentChangeView implements View<EnvironmentChange> {
    private static final List<String> COLUMNS = List.of("CHANGE", "PACKAGE", "VERSION", "BEFORE", "REPOSITORY");

    private final InstalledRockView rocks = new InstalledRockView();

    @Override
    public Class<EnvironmentChange> type() {
        return EnvironmentChange.class;
    }

    @Override
    public List<String> header() {
        return List.of("ENVIRONMENT", "GENERATION", "ADDED", "REMOVED");
    }

    @Override
    public List<String> cells(EnvironmentChange change) {
        return List.of(
                change.environment().name(),
                Integer.toString(change.environment().generation().number()),
                Integer.toString(change.added().size()),
                Integer.toString(change.removed().size()));
    }

    @Override
    public String detail(EnvironmentChange change) {
        String changes = change.isEmpty() ? "no package came or went" : TextTable.of(COLUMNS, rows(change));
        return changes + SourceFallbacks.lines(change.fallbacks()) + "\nenvironment "
                + change.environment().name() + ", generation "
                + change.environment().generation().number();
    }

    private static List<List<String>> rows(EnvironmentChange change) {
        Map<RockName, InstalledRock> before = new TreeMap<>();
        change.removed().forEach(rock -> before.put(rock.name(), rock));
        List<List<String>> rows = new ArrayList<>();
        for (InstalledRock rock : change.added()) {
            InstalledRock old = before.remove(rock.name());
            rows.add(List.of(
                    old == null ? "added" : "changed",
                    rock.name().text(),
                    rock.version().toString(),
                    old == null ? "-" : old.version().toString(),
                    rock.repository()));
        }
        for (InstalledRock rock : before.values()) {
            rows.add(List.of("removed", rock.name().text(), "-", rock.version().toString(), rock.repository()));
        }
        return rows;
    }

    @Override
    public Object data(EnvironmentChange change) {
        return View.fields(
                "environment", change.environment().name(),
                "generation", change.environment().generation().number(),
                "added", change.added().stream().map(rocks::data).toList(),
                "removed", change.removed().stream().map(rocks::data).toList(),
                "fallbacks", SourceFallbacks.data(change.fallbacks()));
    }
}
