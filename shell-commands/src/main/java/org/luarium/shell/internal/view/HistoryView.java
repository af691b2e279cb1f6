// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.List;
import org.luarium.shell.internal.console.SafeText;

final class HistoryView implements View<HistoryEntry> {
    @Override
    public Class<HistoryEntry> type() {
        return HistoryEntry.class;
    }

    @Override
    public List<String> header() {
        return List.of("NUMBER", "INPUT");
    }

    @Override
    public List<String> cells(HistoryEntry entry) {
        return List.of(Integer.toString(entry.number()), entry.input().stripTrailing());
    }

    @Override
    public String detail(HistoryEntry entry) {
        return SafeText.lines(entry.input());
    }

    @Override
    public Object data(HistoryEntry entry) {
        return entry.input();
    }
}
