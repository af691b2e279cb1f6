// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.link;

/** The child sent something that the protocol does not allow. */
public final class ProtocolException extends Exception {
    private static final long serialVersionUID = 1L;

    public ProtocolException(String message) {
        super(message);
    }
}
