// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.List;
import org.luarium.shell.internal.console.SafeText;

final class StageView implements View<StageInfo> {
    @Override
    public Class<StageInfo> type() {
        return StageInfo.class;
    }

    @Override
    public List<String> header() {
        return List.of("STAGE", "FROM");
    }

    @Override
    public List<String> cells(StageInfo stage) {
        return List.of(stage.name(), stage.origin());
    }

    @Override
    public String detail(StageInfo stage) {
        return SafeText.line(stage.name() + "  " + stage.origin());
    }

    @Override
    public Object data(StageInfo stage) {
        return View.fields("stage", stage.name(), "from", stage.origin());
    }
}
