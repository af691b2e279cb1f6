// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.confine;

import java.io.IOException;
import java.util.List;
import org.luarium.core.internal.cage.Cage;
import org.luarium.core.internal.cage.Ids;
import org.luarium.core.internal.cage.Namespace;
import org.luarium.core.internal.cage.View;
import org.luarium.core.internal.elf.Syscall;
import org.luarium.core.internal.process.Trial;
import org.luarium.core.internal.process.Trial.Answer;

/**
 * What the kernel of this machine offers to this JVM, found out by using it. An empty reason means that it works.
 *
 * @param ids the user of this JVM
 * @param namespaces why there are no namespaces
 * @param filter why there is no filter of system calls
 * @param landlock the version of Landlock, 0 for none
 */
record Kernel(Ids ids, String namespaces, String filter, int landlock) {
    private static final Ids NOBODY = new Ids(65_534, 65_534);

    private static final List<String> EXHAUSTED = List.of("(EAGAIN)", "(ENOMEM)", "(EMFILE)", "(ENFILE)");

    /** What there is where children cannot be put into cages. */
    static Kernel without(String reason) {
        return new Kernel(NOBODY, reason, reason, 0);
    }

    /**
     * Asks the kernel.
     *
     * @param empty an empty file system to go into
     * @param filter the strictest filter of system calls there is
     */
    static Kernel ask(Trial trial, View empty, byte[] filter) throws IOException {
        Ids ids = trial.ids();
        Cage.Builder builder = Cage.builder().namespaces(flags(ids), ids).view(empty);
        Cage apart = builder.build();
        Cage filtered = Cage.builder().filter(filter).build();
        // Where there is all, one child tells.
        boolean all = reason(trial, builder.filter(filter).build()).isEmpty();
        return new Kernel(ids, all ? "" : reason(trial, apart), all ? "" : reason(trial, filtered), trial.landlock());
    }

    private static String reason(Trial trial, Cage cage) throws IOException {
        Answer answer = trial.attempt(cage, program -> program.call(Syscall.GETPID));
        return answer.allowed() ? "" : answer.error();
    }

    private static int flags(Ids ids) {
        return ids.root() ? Namespace.ALL_BUT_USER : Namespace.ALL_BUT_USER | Namespace.USER;
    }

    /** The namespaces that an isolate gets. */
    int flags() {
        return flags(ids);
    }

    boolean hasNamespaces() {
        return namespaces.isEmpty();
    }

    boolean hasFilter() {
        return filter.isEmpty();
    }

    /** Whether it refused only because it had no process, memory or file to give at that moment. */
    boolean isExhausted() {
        return EXHAUSTED.stream().anyMatch(error -> namespaces.endsWith(error) || filter.endsWith(error));
    }

    /** Landlock guards files, but neither processes nor all of the network, so it counts only beside a filter. */
    boolean hasLandlock() {
        return landlock > 0 && hasFilter();
    }
}
