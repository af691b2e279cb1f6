// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.host;

import java.util.List;
import org.luarium.extension.ExtensionSpec;
import org.luarium.extensions.internal.control.HostControl;
import org.luarium.extensions.internal.rpc.CallObserver;
import org.luarium.isolate.Diagnosis;

/** Starts generations of extensions of one kind. Thread-safe. */
public interface Starter {
    /**
     * Starts a process and loads the code into it. When that fails, nothing is left.
     *
     * @param spec what to start
     * @param generation how often it was started, this time included
     * @param control what it tells the host
     * @param observer hears of calls
     * @param output takes what it writes
     */
    Running start(ExtensionSpec spec, int generation, HostControl control, CallObserver observer, OutputLog output)
            throws Exception;

    /** Checks by using it what such extensions need. */
    default List<Diagnosis> diagnose() {
        return List.of();
    }
}
