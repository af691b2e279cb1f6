// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.List;

final class RootView implements View<RootEntry> {
    @Override
    public Class<RootEntry> type() {
        return RootEntry.class;
    }

    @Override
    public List<String> header() {
        return List.of("ROOT", "REFERENCE");
    }

    @Override
    public List<String> cells(RootEntry root) {
        return List.of(root.name(), root.ref().toString());
    }

    @Override
    public String detail(RootEntry root) {
        return root.name() + "  " + root.ref();
    }

    @Override
    public Object data(RootEntry root) {
        return View.fields("root", root.name(), "reference", root.ref().toString());
    }
}
