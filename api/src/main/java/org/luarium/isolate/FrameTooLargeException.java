// SPDX-License-Identifier: Apache-2.0
package org.luarium.isolate;

/** Something to be sent to an isolate is larger than {@link Limits#frameBytes()}. Nothing was sent, and the isolate goes on. */
public final class FrameTooLargeException extends IsolateException {
    private static final long serialVersionUID = 1L;

    /** Bytes that were refused. */
    private final long size;

    /** Bytes that are allowed. */
    private final long limit;

    /**
     * Creates the exception.
     *
     * @param isolate the name of the isolate
     * @param what what was too large, such as {@code script}
     * @param size its size in bytes
     * @param limit the most that is allowed
     */
    public FrameTooLargeException(String isolate, String what, long size, long limit) {
        super(
                isolate,
                what + " for " + isolate + " has " + size + " bytes, the limit is " + limit
                        + "; raise Limits.frameBytes or pass the data as a file",
                null);
        this.size = size;
        this.limit = limit;
    }

    /**
     * The size that was refused.
     *
     * @return bytes
     */
    public long size() {
        return size;
    }

    /**
     * The most that is allowed.
     *
     * @return bytes
     */
    public long limit() {
        return limit;
    }
}
