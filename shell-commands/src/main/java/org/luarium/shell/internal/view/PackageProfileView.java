// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.luarium.packages.PackageProfile;

final class PackageProfileView implements View<PackageProfile> {
    @Override
    public Class<PackageProfile> type() {
        return PackageProfile.class;
    }

    @Override
    public List<String> header() {
        return List.of("PROFILE", "CATEGORY", "PACKAGES", "FOR", "DESCRIPTION");
    }

    @Override
    public List<String> cells(PackageProfile profile) {
        return List.of(
                profile.name(),
                profile.category(),
                Integer.toString(profile.rocks().size()),
                purpose(profile),
                profile.description());
    }

    private static String purpose(PackageProfile profile) {
        List<String> purposes = new ArrayList<>();
        if (profile.development()) {
            purposes.add("development");
        }
        if (profile.networking()) {
            purposes.add("networking");
        }
        return Texts.orDash(String.join(", ", purposes));
    }

    @Override
    public String detail(PackageProfile profile) {
        return TextTable.of(rows(profile));
    }

    static Map<String, String> rows(PackageProfile profile) {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("profile", profile.name());
        rows.put("description", profile.description());
        rows.put("category", profile.category());
        rows.put("for", purpose(profile));
        rows.put("packages", PackageTexts.joined(profile.rocks()));
        rows.put("catalogue", profile.catalogue());
        return rows;
    }

    @Override
    public Map<String, @Nullable Object> data(PackageProfile profile) {
        return View.fields(
                "profile", profile.name(),
                "description", profile.description(),
                "category", profile.category(),
                "development", profile.development(),
                "networking", profile.networking(),
                "packages", PackageTexts.texts(profile.rocks()),
                "catalogue", profile.catalogue());
    }
}
