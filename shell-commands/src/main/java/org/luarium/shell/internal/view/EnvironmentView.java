// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.luarium.packages.Environment;

final class EnvironmentView implements View<Environment> {
    private final InstalledRockView rocks = new InstalledRockView();

    @Override
    public Class<Environment> type() {
        return Environment.class;
    }

    @Override
    public List<String> header() {
        return List.of("ENVIRONMENT", "LUA", "GENERATION", "PACKAGES", "REQUESTED");
    }

    @Override
    public List<String> cells(Environment environment) {
        return List.of(
                environment.name(),
                environment.dialect(),
                Integer.toString(environment.generation().number()),
                Integer.toString(environment.rocks().size()),
                PackageTexts.joined(environment.requests()));
    }

    @Override
    public String detail(Environment environment) {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("environment", environment.name());
        rows.put("Lua", environment.dialect());
        rows.put(
                "generation",
                environment.generation().number() + ", made "
                        + StoreTexts.time(environment.generation().created()));
        rows.put("requested", PackageTexts.joined(environment.requests()));
        rows.put("packages", PackageTexts.joined(environment.rocks()));
        rows.put("folder", environment.folder().toString());
        return TextTable.of(rows);
    }

    @Override
    public Object data(Environment environment) {
        return View.fields(
                "environment", environment.name(),
                "dialect", environment.dialect(),
                "generation", environment.generation().number(),
                "created", environment.generation().created(),
                "requests", PackageTexts.texts(environment.requests()),
                "packages", environment.rocks().stream().map(rocks::data).toList(),
                "folder", environment.folder().toString());
    }
}
