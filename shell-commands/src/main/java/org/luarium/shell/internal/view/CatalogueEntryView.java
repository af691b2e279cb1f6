// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.luarium.packages.CatalogueEntry;
import org.luarium.packages.RockOrigin;

final class CatalogueEntryView implements View<CatalogueEntry> {
    @Override
    public Class<CatalogueEntry> type() {
        return CatalogueEntry.class;
    }

    @Override
    public List<String> header() {
        return List.of("PACKAGE", "MODULE", "CATEGORY", "PRIORITY", "DESCRIPTION");
    }

    @Override
    public List<String> cells(CatalogueEntry entry) {
        return List.of(
                entry.name().text(),
                entry.modules().get(0),
                entry.category(),
                Integer.toString(entry.priority()),
                entry.description());
    }

    @Override
    public String detail(CatalogueEntry entry) {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("package", entry.name().text());
        rows.put("modules", PackageTexts.joined(entry.modules()));
        rows.put("category", entry.category());
        rows.put("priority", Integer.toString(entry.priority()));
        rows.put("description", entry.description());
        rows.put("origin", entry.origin().map(RockOrigin::place).orElse("unknown"));
        rows.put("to get it", entry.origin().map(RockOrigin::remedy).orElse("-"));
        rows.put("catalogue", entry.catalogue());
        return TextTable.of(rows);
    }

    @Override
    public Object data(CatalogueEntry entry) {
        return View.fields(
                "package", entry.name().text(),
                "modules", entry.modules(),
                "category", entry.category(),
                "priority", entry.priority(),
                "description", entry.description(),
                "origin", entry.origin().map(RockOrigin::place),
                "remedy", entry.origin().map(RockOrigin::remedy),
                "catalogue", entry.catalogue());
    }
}
