// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import java.util.List;
import org.luarium.core.internal.vm.AttackSetup.Level;
import org.luarium.core.internal.vm.AttackSetup.Variant;

/** What came of one attack. */
record AttackResult(AttackSetup setup, int id, Verdict verdict, String reason) {
    /** Judged by what happened outside. */
    enum Verdict {
        SAFE,
        ESCAPED,
        NOT_RUN
    }

    String line() {
        return String.join(
                "\t",
                setup.level().name(),
                setup.variant().name(),
                Integer.toString(id),
                verdict.name(),
                reason.replaceAll("[\\p{Cntrl}]", " "));
    }

    static AttackResult parse(String line) {
        List<String> parts = List.of(line.split("\t", 5));
        return new AttackResult(
                new AttackSetup(Level.valueOf(parts.get(0)), Variant.valueOf(parts.get(1))),
                Integer.parseInt(parts.get(2)),
                Verdict.valueOf(parts.get(3)),
                parts.get(4));
    }
}
