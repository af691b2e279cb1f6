// SPDX-License-Identifier: Apache-2.0
package org.luarium.extension.spi;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Code on the other side of a call threw an exception that its interface does not declare, or one that is not known here. The stack trace begins with that of the other side.
 */
public final class RemoteExtensionException extends CallFailedException {
    private static final long serialVersionUID = 1L;

    /** The class of what was thrown; a name, nothing was loaded by it. */
    private final String remoteType;

    /** Its message, or null. */
    private final @Nullable String remoteMessage;

    /**
     * Creates the exception.
     *
     * @param remoteType the class of what was thrown
     * @param remoteMessage its message, or {@code null}
     * @param cause what led to it on the other side, or {@code null}
     */
    public RemoteExtensionException(String remoteType, @Nullable String remoteMessage, @Nullable Throwable cause) {
        super(remoteMessage == null ? remoteType : remoteType + ": " + remoteMessage, cause);
        this.remoteType = remoteType;
        this.remoteMessage = remoteMessage;
    }

    /**
     * The class of what was thrown.
     *
     * @return its name, for people: it comes from the other side
     */
    public String remoteType() {
        return remoteType;
    }

    /**
     * The message of what was thrown.
     *
     * @return as it was
     */
    public Optional<String> remoteMessage() {
        return Optional.ofNullable(remoteMessage);
    }
}
