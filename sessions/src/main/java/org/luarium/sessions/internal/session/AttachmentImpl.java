// SPDX-License-Identifier: Apache-2.0
package org.luarium.sessions.internal.session;

import org.luarium.session.AttachException;
import org.luarium.session.Attachment;
import org.luarium.session.DetachException;
import org.luarium.session.Session;

/** One attachment; who may write is known to {@link Attachments}. */
final class AttachmentImpl implements Attachment {
    private final SessionImpl session;
    private final Attachments all;
    private final String name;
    private final Delivery delivery;

    AttachmentImpl(SessionImpl session, Attachments all, String name, Delivery delivery) {
        this.session = session;
        this.all = all;
        this.name = name;
        this.delivery = delivery;
    }

    Delivery delivery() {
        return delivery;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Session session() {
        return session;
    }

    @Override
    public boolean isWriter() {
        return all.isWriter(this);
    }

    @Override
    public void takeOver() {
        if (!all.takeOver(this)) {
            throw new DetachException(session.id(), name);
        }
    }

    @Override
    public void send(String input) {
        if (!all.contains(this)) {
            throw new DetachException(session.id(), name);
        }
        if (!all.isWriter(this)) {
            throw new AttachException(session.id(), "'" + name + "' may only read; take the writer's place over first");
        }
        session.sendAs(name, input);
    }

    @Override
    public long position() {
        return delivery.position();
    }

    @Override
    public void detach() {
        if (!end()) {
            throw new DetachException(session.id(), name);
        }
    }

    @Override
    public void close() {
        boolean unused = end();
    }

    private boolean end() {
        boolean attached = all.remove(this);
        if (attached) {
            delivery.end("detached", false);
        }
        delivery.awaitEnd();
        return attached;
    }
}
