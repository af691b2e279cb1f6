// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

final class VersionView implements View<VersionInfo> {
    @Override
    public Class<VersionInfo> type() {
        return VersionInfo.class;
    }

    @Override
    public List<String> header() {
        return List.of("LUARIUM", "JAVA", "SYSTEM");
    }

    @Override
    public List<String> cells(VersionInfo version) {
        return List.of(version.luarium(), version.java(), version.system());
    }

    @Override
    public String detail(VersionInfo version) {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("Luarium", version.luarium());
        rows.put("Java", version.java());
        rows.put("system", version.system());
        return TextTable.of(rows);
    }

    @Override
    public Object data(VersionInfo version) {
        return View.fields("luarium", version.luarium(), "java", version.java(), "system", version.system());
    }
}
