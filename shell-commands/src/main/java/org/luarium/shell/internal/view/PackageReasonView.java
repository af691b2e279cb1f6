// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.luarium.packages.Dependency;
import org.luarium.packages.InstalledRock;

final class PackageReasonView implements View<PackageReason> {
    private final InstalledRockView rocks = new InstalledRockView();

    @Override
    public Class<PackageReason> type() {
        return PackageReason.class;
    }

    @Override
    public List<String> header() {
        return List.of("PACKAGE", "VERSION", "BECAUSE");
    }

    @Override
    public List<String> cells(PackageReason reason) {
        InstalledRock rock = reason.rock();
        return List.of(rock.name().text(), rock.version().toString(), because(reason));
    }

    private static String because(PackageReason reason) {
        return reason.before()
                .map(before -> before.name() + " needs "
                        + before.dependencies().stream()
                                .filter(dependency ->
                                        dependency.name().equals(reason.rock().name()))
                                .findFirst()
                                .map(Dependency::toString)
                                .orElse("it"))
                .orElse("it was requested");
    }

    @Override
    public String detail(PackageReason reason) {
        return new TextTable(List.of(cells(reason))).toString();
    }

    @Override
    public Object data(PackageReason reason) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>(rocks.data(reason.rock()));
        fields.put("neededBy", reason.before().map(before -> before.name().text()));
        return fields;
    }
}
