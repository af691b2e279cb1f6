// SPDX-License-Identifier: Apache-2.0
package org.luarium.network;

import org.luarium.value.LuaValue;
import org.osgi.annotation.versioning.ConsumerType;

/** Answers requests of VMs. Must be thread-safe. */
@ConsumerType
@FunctionalInterface
public interface MessageHandler {
    /**
     * Answers a request.
     *
     * @param request what was asked, and by whom
     * @return the answer
     * @throws Exception becomes an error of the VM that asks, with its simple type and message
     */
    LuaValue answer(Message request) throws Exception;
}
