// SPDX-License-Identifier: Apache-2.0
package org.luarium.session;

import org.luarium.vm.ExecutionResult;

/** A package could not be loaded into a session: it was not found, or its code failed. */
public final class PackageLoadException extends InteractiveSessionException {
    private static final long serialVersionUID = 1L;

    /** What came of the attempt. */
    private final transient ExecutionResult result;

    /**
     * Creates the exception.
     *
     * @param session the session it is about
     * @param name what was to be loaded
     * @param result what came of the attempt
     */
    public PackageLoadException(String session, String name, ExecutionResult result) {
        super(
                session,
                "session " + session + " cannot load '" + name + "': "
                        + result.error()
                                .map(error -> error.message())
                                .orElse(result.outcome().name()),
                null);
        this.result = result;
    }

    /**
     * What came of the attempt, with the error and its traceback.
     *
     * @return the result
     */
    public ExecutionResult result() {
        return result;
    }
}
