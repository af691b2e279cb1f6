// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import static org.luarium.shell.internal.view.Texts.lower;

import java.util.List;
import org.luarium.vm.StackProfile;

final class StackProfileView implements View<StackProfile> {
    @Override
    public Class<StackProfile> type() {
        return StackProfile.class;
    }

    @Override
    public List<String> header() {
        return List.of("VM", "SAMPLES", "STACKS", "INTERVAL", "SCRIPTS");
    }

    @Override
    public List<String> cells(StackProfile profile) {
        return List.of(
                profile.vm(),
                Long.toString(profile.samples()),
                Integer.toString(profile.stacks().size()),
                profile.interval() + " " + lower(profile.unit()),
                Long.toString(profile.scripts()));
    }

    @Override
    public String detail(StackProfile profile) {
        return profile.collapsed().stripTrailing();
    }

    @Override
    public Object data(StackProfile profile) {
        return View.fields(
                "vm",
                profile.vm(),
                "samples",
                profile.samples(),
                "interval",
                profile.interval(),
                "unit",
                lower(profile.unit()),
                "scripts",
                profile.scripts(),
                "outcome",
                profile.result().map(result -> lower(result.outcome())).orElse(null),
                "stacks",
                profile.stacks().stream()
                        .map(stack ->
                                View.fields("frames", List.of(stack.frames().split(";")), "samples", stack.samples()))
                        .toList());
    }
}
