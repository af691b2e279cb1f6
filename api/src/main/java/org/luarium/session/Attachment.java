// SPDX-License-Identifier: Apache-2.0
package org.luarium.session;

import org.osgi.annotation.versioning.ProviderType;

/** One who follows a session, and perhaps writes to it. Thread-safe. */
@ProviderType
public interface Attachment extends AutoCloseable {
    /**
     * Its name.
     *
     * @return unique in the session
     */
    String name();

    /**
     * The session.
     *
     * @return what it is attached to
     */
    Session session();

    /**
     * Whether it may write.
     *
     * @return true if it has the writer's place
     */
    boolean isWriter();

    /**
     * Takes the writer's place, from whoever has it. Others hear of it as an event.
     *
     * @throws DetachException if it is detached
     */
    void takeOver();

    /**
     * Sends input, as {@link Session#send(String)}.
     *
     * @param input what to send
     * @throws AttachException if it does not have the writer's place
     * @throws DetachException if it is detached
     * @throws SessionStateException if the VM has ended, or too much input waits
     */
    void send(String input);

    /**
     * The number of the last event that its listener has heard.
     *
     * @return the number, 0 before the first
     */
    long position();

    /**
     * Detaches. The session and its VM live on. When this returns, its listener hears nothing more, unless it is called from the listener itself.
     *
     * @throws DetachException if it is detached already, as it is when its session has ended
     */
    void detach();

    /** Detaches if that has not happened yet. */
    @Override
    void close();
}
