// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.luarium.isolate.IsolateException;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.LuaProcessException;
import org.luarium.vm.Outcome;
import org.luarium.vm.VmAlreadyExistsException;
import org.luarium.vm.VmBusyException;
import org.luarium.vm.VmClosedException;
import org.luarium.vm.VmNotFoundException;

/** What may come of a script while other threads interrupt, close and kill what they find. */
final class Results {
    private static final Set<Outcome> BY_OTHERS = EnumSet.of(Outcome.INTERRUPTED, Outcome.CRASHED);

    /** What whoever uses a VM may meet, besides results. */
    static final List<Class<? extends Exception>> VM = List.of(
            VmNotFoundException.class,
            VmAlreadyExistsException.class,
            VmClosedException.class,
            VmBusyException.class,
            LuaProcessException.class,
            IsolateException.class);

    private Results() {}

    /** The outcome, which must be the one that the script has by itself, or one that others have given it. */
    static String check(ExecutionResult result, Outcome... own) {
        if (!BY_OTHERS.contains(result.outcome())) {
            assertThat(own).as(result.toString()).contains(result.outcome());
        }
        return result.vm() + " " + result.outcome();
    }

    static List<Class<? extends Exception>> vmAnd(List<Class<? extends Exception>> more) {
        return Stream.concat(VM.stream(), more.stream()).toList();
    }
}
