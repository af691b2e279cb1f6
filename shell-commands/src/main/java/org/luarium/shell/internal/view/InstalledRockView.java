// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.luarium.packages.InstalledRock;

final class InstalledRockView implements View<InstalledRock> {
    @Override
    public Class<InstalledRock> type() {
        return InstalledRock.class;
    }

    @Override
    public List<String> header() {
        return List.of("PACKAGE", "VERSION", "REASON", "REPOSITORY", "MODULES");
    }

    @Override
    public List<String> cells(InstalledRock rock) {
        return List.of(
                rock.name().text(),
                rock.version().toString(),
                rock.requested() ? "requested" : "needed",
                rock.repository(),
                Integer.toString(rock.modules().size()));
    }

    @Override
    public String detail(InstalledRock rock) {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("package", rock.name().text());
        rows.put("version", rock.version().toString());
        rows.put("reason", rock.requested() ? "requested" : "needed by others");
        rows.put("repository", rock.repository());
        rows.put("needs", PackageTexts.joined(rock.dependencies()));
        rows.put("modules", PackageTexts.joined(rock.modules()));
        rows.put("object", rock.object().toString());
        rows.put("files", rock.tree().toString());
        rock.artifacts().forEach((kind, hash) -> rows.put("made of " + kind, "sha256:" + hash));
        return TextTable.of(rows);
    }

    @Override
    public Map<String, @Nullable Object> data(InstalledRock rock) {
        return View.fields(
                "package", rock.name().text(),
                "version", rock.version().toString(),
                "requested", rock.requested(),
                "repository", rock.repository(),
                "dependencies", PackageTexts.texts(rock.dependencies()),
                "modules", rock.modules(),
                "object", rock.object().toString(),
                "tree", rock.tree().toString(),
                "artifacts", rock.artifacts());
    }
}
