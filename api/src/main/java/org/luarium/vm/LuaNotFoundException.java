// SPDX-License-Identifier: Apache-2.0
package org.luarium.vm;

import java.util.List;

/** No interpreter fits what was asked for. The message names what was tried and why each was rejected. */
public final class LuaNotFoundException extends LuaVmException {
    private static final long serialVersionUID = 1L;

    private final transient List<EngineInfo> tried;

    /**
     * Creates the exception.
     *
     * @param message what was asked, what happened, what to do
     * @param tried the interpreters that were considered
     */
    public LuaNotFoundException(String message, List<EngineInfo> tried) {
        super(message, null);
        this.tried = List.copyOf(tried);
    }

    /**
     * The interpreters that were considered.
     *
     * @return each with its reason
     */
    public List<EngineInfo> tried() {
        return tried;
    }
}
