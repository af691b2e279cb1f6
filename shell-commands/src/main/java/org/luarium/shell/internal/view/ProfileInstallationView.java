// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.List;
import org.luarium.packages.ProfileInstallation;
import org.luarium.packages.RockAvailability;

final class ProfileInstallationView implements View<ProfileInstallation> {
    private final EnvironmentView environments = new EnvironmentView();
    private final ProfileAvailabilityView availabilities = new ProfileAvailabilityView();

    @Override
    public Class<ProfileInstallation> type() {
        return ProfileInstallation.class;
    }

    @Override
    public List<String> header() {
        return environments.header();
    }

    @Override
    public List<String> cells(ProfileInstallation made) {
        return environments.cells(made.environment());
    }

    @Override
    public String detail(ProfileInstallation made) {
        String text = environments.detail(made.environment()) + SourceFallbacks.lines(made.fallbacks());
        List<RockAvailability> missing = made.availability().missing();
        return missing.isEmpty() ? text : text + "\n\nmissing:\n" + ProfileAvailabilityView.table(missing);
    }

    @Override
    public Object data(ProfileInstallation made) {
        return View.fields(
                "environment", environments.data(made.environment()),
                "profile", availabilities.data(made.availability()),
                "fallbacks", SourceFallbacks.data(made.fallbacks()));
    }
}
