// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.List;

final class ProfileView implements View<ProfileInfo> {
    @Override
    public Class<ProfileInfo> type() {
        return ProfileInfo.class;
    }

    @Override
    public List<String> header() {
        return List.of("PROFILE", "CURRENT", "GENERATIONS");
    }

    @Override
    public List<String> cells(ProfileInfo profile) {
        return List.of(
                profile.name(),
                profile.current().map(Object::toString).orElse("-"),
                Integer.toString(profile.generations()));
    }

    @Override
    public String detail(ProfileInfo profile) {
        return String.join("  ", cells(profile));
    }

    @Override
    public Object data(ProfileInfo profile) {
        return View.fields(
                "profile", profile.name(),
                "current", profile.current(),
                "generations", profile.generations());
    }
}
