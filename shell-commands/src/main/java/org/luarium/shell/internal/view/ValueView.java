// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luarium.shell.internal.console.SafeText;
import org.luarium.value.LuaValue;

final class ValueView implements View<LuaValue> {
    @Override
    public Class<LuaValue> type() {
        return LuaValue.class;
    }

    @Override
    public List<String> header() {
        return List.of();
    }

    @Override
    public List<String> cells(LuaValue value) {
        return List.of(value.display());
    }

    @Override
    public String detail(LuaValue value) {
        return SafeText.lines(value.display());
    }

    @Override
    public @Nullable Object data(LuaValue value) {
        return value.toJava();
    }
}
