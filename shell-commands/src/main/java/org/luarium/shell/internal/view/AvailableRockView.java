// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.luarium.packages.AvailableRock;

final class AvailableRockView implements View<AvailableRock> {
    @Override
    public Class<AvailableRock> type() {
        return AvailableRock.class;
    }

    @Override
    public List<String> header() {
        return List.of("PACKAGE", "NEWEST", "VERSIONS", "REPOSITORY");
    }

    @Override
    public List<String> cells(AvailableRock rock) {
        return List.of(
                rock.name().text(),
                rock.versions().stream().findFirst().map(Object::toString).orElse("-"),
                Integer.toString(rock.versions().size()),
                rock.repository());
    }

    @Override
    public String detail(AvailableRock rock) {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("package", rock.name().text());
        rows.put("versions", PackageTexts.joined(rock.versions()));
        rows.put("repository", rock.repository());
        return TextTable.of(rows);
    }

    @Override
    public Object data(AvailableRock rock) {
        return View.fields(
                "package", rock.name().text(),
                "versions", PackageTexts.texts(rock.versions()),
                "repository", rock.repository());
    }
}
