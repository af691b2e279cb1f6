// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.luarium.packages.ProfileAvailability;
import org.luarium.packages.RockAvailability;
import org.luarium.packages.RockOrigin;
import org.luarium.packages.RockVersion;

final class ProfileAvailabilityView implements View<ProfileAvailability> {
    private static final List<String> ROCKS = List.of("PACKAGE", "VERSION", "REPOSITORY", "PROBLEM", "TO GET IT");

    private final PackageProfileView profiles = new PackageProfileView();

    @Override
    public Class<ProfileAvailability> type() {
        return ProfileAvailability.class;
    }

    @Override
    public List<String> header() {
        return List.of("PROFILE", "LUA", "AVAILABLE", "COMPLETE");
    }

    @Override
    public List<String> cells(ProfileAvailability found) {
        return List.of(found.profile().name(), found.dialect(), available(found), found.complete() ? "yes" : "no");
    }

    private static String available(ProfileAvailability found) {
        int all = found.rocks().size();
        return (all - found.missing().size()) + " of " + all;
    }

    @Override
    public String detail(ProfileAvailability found) {
        Map<String, String> rows = new LinkedHashMap<>(PackageProfileView.rows(found.profile()));
        rows.put("Lua", found.dialect());
        rows.put("available", available(found));
        if (!found.conflict().isEmpty()) {
            rows.put("conflict", found.conflict());
        }
        String text = TextTable.of(rows);
        return found.rocks().isEmpty() ? text : text + "\n\n" + table(found.rocks());
    }

    static String table(List<RockAvailability> rocks) {
        return TextTable.of(
                ROCKS, rocks.stream().map(ProfileAvailabilityView::cells).toList());
    }

    private static List<String> cells(RockAvailability rock) {
        return List.of(
                rock.request().toString(),
                rock.version().map(RockVersion::toString).orElse("-"),
                rock.repository().orElse("-"),
                Texts.orDash(rock.problem()),
                rock.origin().map(RockOrigin::remedy).orElse("-"));
    }

    @Override
    public Map<String, @Nullable Object> data(ProfileAvailability found) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>(profiles.data(found.profile()));
        fields.put("dialect", found.dialect());
        fields.put("complete", found.complete());
        fields.put("conflict", found.conflict());
        fields.put(
                "rocks",
                found.rocks().stream()
                        .map(rock -> View.fields(
                                "request", rock.request().toString(),
                                "available", rock.available(),
                                "version", rock.version().map(RockVersion::toString),
                                "repository", rock.repository(),
                                "problem", rock.problem(),
                                "origin", rock.origin().map(RockOrigin::place),
                                "remedy", rock.origin().map(RockOrigin::remedy)))
                        .toList());
        return fields;
    }
}
