// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.process;

import java.util.List;
import org.luarium.core.internal.cage.Cage;

/**
 * What to start.
 *
 * @param name the name for messages
 * @param command program and arguments; the launcher appends the words that tell the child its link
 * @param tail arguments behind those words
 * @param environment {@code NAME=value}, the complete environment of the child
 * @param cage what the child is kept from
 * @param linked whether it is one of ours that talks over a link; any other program gets its own arguments, no input, and both outputs where raw output goes
 */
public record LaunchSpec(
        String name, List<String> command, List<String> tail, List<String> environment, Cage cage, boolean linked) {
    /** A child with a link. */
    public LaunchSpec(String name, List<String> command, List<String> tail, List<String> environment, Cage cage) {
        this(name, command, tail, environment, cage, true);
    }

    /** Any program, without a link. */
    public static LaunchSpec plain(String name, List<String> command, List<String> environment, Cage cage) {
        return new LaunchSpec(name, command, List.of(), environment, cage, false);
    }
}
