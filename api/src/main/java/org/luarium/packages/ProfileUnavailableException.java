// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A profile cannot be installed as a whole. Nothing of it was installed. */
public final class ProfileUnavailableException extends PackagesException {
    private static final long serialVersionUID = 1L;

    private final transient ProfileAvailability availability;

    /**
     * Creates the exception.
     *
     * @param availability what can be installed and what cannot
     */
    public ProfileUnavailableException(ProfileAvailability availability) {
        super(text(availability), null);
        this.availability = availability;
    }

    private static String text(ProfileAvailability availability) {
        List<RockAvailability> missing = availability.missing();
        Map<String, List<String>> byReason = new LinkedHashMap<>();
        missing.forEach(rock -> byReason.computeIfAbsent(rock.reason(), reason -> new ArrayList<>())
                .add(rock.request().toString()));
        List<String> reasons = new ArrayList<>();
        byReason.forEach((reason, rocks) -> reasons.add(String.join(" and ", rocks) + ": " + reason));
        if (!availability.conflict().isEmpty()) {
            reasons.add(availability.conflict());
        }
        String count = missing.isEmpty()
                ? ""
                : missing.size() + " of " + availability.rocks().size() + " cannot be had: ";
        return "nothing was changed, as profile '" + availability.profile().name() + "' cannot be installed for Lua "
                + availability.dialect() + "; " + count + String.join("; ", reasons);
    }

    /**
     * What can be installed and what cannot.
     *
     * @return rock by rock
     */
    public ProfileAvailability availability() {
        return availability;
    }
}
