// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.process;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.luarium.core.internal.cage.Cage;
import org.luarium.core.internal.cage.Ids;
import org.luarium.core.internal.elf.SyscallProgram;

/** Tries cages out: a child goes in and asks the kernel for something. */
public interface Trial {
    /** The user that children are by default. */
    Ids ids() throws IOException;

    /** What the kernel knows of Landlock; 0 if nothing. */
    int landlock() throws IOException;

    /**
     * Has a child enter a cage and make one call.
     *
     * @param cage the cage
     * @param attempt adds the call
     * @return what came of it
     * @throws IOException if the spawner is gone
     */
    Answer attempt(Cage cage, Attempt attempt) throws IOException;

    /**
     * Has a child enter a cage and make calls that should all be refused: one child for all of them, and one more after each that succeeds.
     *
     * @param cage the cage
     * @param forbidden each adds one call
     * @return the places of those that succeeded; all if nothing can be done in the cage, which then proves nothing
     * @throws IOException if the spawner is gone
     */
    Set<Integer> succeeding(Cage cage, List<Attempt> forbidden) throws IOException;

    /** Adds one call to a program. */
    interface Attempt {
        void add(SyscallProgram program);
    }

    /**
     * What the kernel answered.
     *
     * @param entered whether the child came into the cage
     * @param error why it did not, or why its call was refused; empty if the call succeeded
     */
    record Answer(boolean entered, String error) {
        public boolean allowed() {
            return entered && error.isEmpty();
        }

        public boolean refused() {
            return entered && !error.isEmpty();
        }
    }
}
