// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.tour;

import java.util.List;

/**
 * A step of the tour.
 *
 * @param title what it is about
 * @param text what it shows, in a few lines
 * @param needs commands that are run unseen if the tour begins here
 * @param commands what is run
 */
record Step(String title, String text, List<Action> needs, List<Action> commands) {
    Step {
        needs = List.copyOf(needs);
        commands = List.copyOf(commands);
    }

    /**
     * A command.
     *
     * @param line what is typed
     * @param undo the command that takes back what it made; may be empty
     * @param shown what is shown of what it gives
     */
    record Action(String line, String undo, Shown shown) {
        /** Shows all. */
        static Action of(String line) {
            return new Action(line, "", Shown.ALL);
        }

        /** Shows the beginning. */
        static Action brief(String line) {
            return new Action(line, "", Shown.BEGINNING);
        }

        /** Makes something, and shows the beginning. */
        static Action made(String line, String undo) {
            return new Action(line, undo, Shown.BEGINNING);
        }

        /** Is meant to fail. */
        static Action failing(String line) {
            return new Action(line, "", Shown.FAILURE);
        }

        /** The same, unseen. */
        Action hidden() {
            return new Action(line, undo, Shown.NOTHING);
        }
    }

    /** What is shown of what a command gives. */
    enum Shown {
        ALL,
        BEGINNING,
        FAILURE,
        NOTHING
    }
}
