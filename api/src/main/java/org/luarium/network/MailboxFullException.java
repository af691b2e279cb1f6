// SPDX-License-Identifier: Apache-2.0
package org.luarium.network;

/** A VM has not taken the messages that it got before. Nothing is lost of those, and the new one was not sent. */
public final class MailboxFullException extends NetworkingException {
    private static final long serialVersionUID = 1L;

    /** The id of the VM. */
    private final String vm;
    /** The limit that was met. */
    private final String limit;

    /**
     * Creates one.
     *
     * @param vm the id of the VM
     * @param limit the limit that was met, such as {@code 1,000 messages}
     */
    public MailboxFullException(String vm, String limit) {
        super("the mailbox of VM " + vm + " is full with " + limit + "; have it receive, or send less");
        this.vm = vm;
        this.limit = limit;
    }

    /**
     * The VM.
     *
     * @return its id
     */
    public String vm() {
        return vm;
    }

    /**
     * The limit that was met.
     *
     * @return the limit, for people
     */
    public String limit() {
        return limit;
    }
}
