// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.confine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.luarium.core.internal.cage.Cage;
import org.luarium.isolate.ConfinementReport.Control;

/**
 * What the plans of one configuration have in common: all but the user.
 *
 * @param cage what it is kept from, as the user of the host
 * @param command program and arguments as it sees them
 * @param variables what the engine needs in its environment
 * @param rows what holds for it, with any user
 * @param inspection what the kernel must say of it, as the user of the host
 * @param readsAll whether a user of its own may read what root may
 */
record Shape(
        Cage cage,
        List<String> command,
        Map<String, String> variables,
        List<Control> rows,
        Inspection inspection,
        boolean readsAll) {
    Cage cage(int user) {
        return user < 0 ? cage : cage.withUser(user, readsAll);
    }

    Inspection inspection(int user) {
        return user < 0 ? inspection : new Inspection(inspection.filtered(), inspection.apart(), user, readsAll);
    }

    List<Control> rows(int user) {
        if (user < 0) {
            return rows;
        }
        List<Control> own = new ArrayList<>(rows);
        own.replaceAll(row -> row.name().equals(Attack.PRIVILEGES)
                ? new Control(row.name(), Rows.privileges(user, readsAll), row.enforcedBy(), row.verified())
                : row);
        return own;
    }
}
