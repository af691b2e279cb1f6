// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.luarium.extension.spi.NoSuchTargetException;
import org.luarium.extension.spi.ValueException;

/**
 * The objects that the two sides of a link have lent to each other.
 *
 * <p>Who lends counts how often a number was sent, who borrows how often it came; a release tells the count, so that one which crosses another loan takes nothing away. Thread-safe.
 */
final class References {
    private static final int FIRST_SWEEP = 1024;
    /** Below are those that both sides know, below zero those that are lent for ever. */
    static final int FIRST = 1 << 16;

    private final Caller peer;
    private volatile Segments segments = Segments.NONE;
    private final int most;
    private final Object lock = new Object();
    private final Map<Long, Lent> lent = new HashMap<>(); // guarded by lock
    private final Map<Key, Lent> byObject = new HashMap<>(); // guarded by lock
    private final Map<Long, Borrowed> borrowed = new HashMap<>(); // guarded by lock
    /** How often an object came that nobody here ever got. */
    private final Map<Long, Long> unwanted = new HashMap<>(); // guarded by lock

    private final ReferenceQueue<Object> unused = new ReferenceQueue<>();
    private long last = FIRST - 1; // guarded by lock
    private long lastForEver; // guarded by lock
    private int sweepAt = FIRST_SWEEP; // guarded by lock

    References(Caller peer, int most) {
        this.peer = peer;
        this.most = most;
    }

    Segments segments() {
        return segments;
    }

    void segments(Segments shared) {
        segments = shared;
    }

    /** The same object lent as the same interface. */
    private record Key(Object object, Class<?> type) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key && key.object == object && key.type == type;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(object) * 31 + type.hashCode();
        }
    }

    /** What was lent. */
    static final class Lent {
        final long number;
        final Object object;
        final RemoteInterface type;
        private long sent; // guarded by lock; negative: for ever

        Lent(long number, Object object, RemoteInterface type, long sent) {
            this.number = number;
            this.object = object;
            this.type = type;
            this.sent = sent;
        }
    }

    /** What was borrowed, as long as somebody has it. */
    static final class Borrowed extends WeakReference<Object> {
        final long number;
        final RemoteInterface type;
        private long received = 1; // guarded by lock

        Borrowed(long number, Object proxy, RemoteInterface type, ReferenceQueue<Object> unused) {
            super(proxy, unused);
            this.number = number;
            this.type = type;
        }
    }

    /** Lends an object under a number that both sides know, for as long as the link lasts. */
    void lendForEver(long number, Object object, RemoteInterface type) {
        if (number < 0 || number >= FIRST) {
            throw new IllegalArgumentException("an object that both sides know cannot have the number " + number
                    + ", only one from 0 to " + (FIRST - 1));
        }
        synchronized (lock) {
            lent.put(number, new Lent(number, object, type, -1));
        }
    }

    /** Lends an object for as long as the link lasts. */
    long lendForEver(Object object, RemoteInterface type) {
        synchronized (lock) {
            long number = --lastForEver;
            lent.put(number, new Lent(number, object, type, -1));
            return number;
        }
    }

    Lent find(long number) {
        synchronized (lock) {
            Lent found = lent.get(number);
            if (found == null) {
                throw new NoSuchTargetException(
                        "there is no object " + number + ": it was never lent, or was released", null);
            }
            return found;
        }
    }

    void write(Output out, Object value, RemoteInterface type) {
        if (!writeKnown(out, value)) {
            long number = lend(value, type);
            out.lent(number);
            out.tagged(Tags.MINE, number);
        }
    }

    /** Writes an object that was borrowed. */
    boolean writeKnown(Output out, Object value) {
        if (Proxy.isProxyClass(value.getClass())
                && Proxy.getInvocationHandler(value) instanceof RemoteObject remote
                && remote.peer() == peer) {
            out.tagged(Tags.YOURS, remote.number());
            return true;
        }
        return false;
    }

    private long lend(Object object, RemoteInterface type) {
        if (!type.type().isInstance(object)) {
            throw new ValueException(
                    object.getClass().getName() + " is no " + type.type().getName(), null);
        }
        boolean sweep;
        Lent found;
        synchronized (lock) {
            Key key = new Key(object, type.type());
            found = byObject.get(key);
            if (found != null) {
                found.sent++;
                return found.number;
            }
            if (lent.size() >= most) {
                throw new ValueException(
                        most + " objects are lent to " + peer.name() + " already; the other side has to let go of some",
                        null);
            }
            found = new Lent(++last, object, type, 1);
            lent.put(found.number, found);
            byObject.put(key, found);
            sweep = lent.size() >= sweepAt;
            if (sweep) {
                sweepAt = 2 * lent.size();
            }
        }
        if (sweep) {
            peer.askToCollect();
        }
        return found.number;
    }

    /** Takes a loan back that was not sent after all, or that the other side released. */
    void release(long number, long count) {
        synchronized (lock) {
            Lent found = lent.get(number);
            if (found == null || found.sent < 0) {
                return;
            }
            found.sent = Math.max(0, found.sent - Math.max(0, count));
            if (found.sent == 0) {
                lent.remove(number);
                byObject.remove(new Key(found.object, found.type.type()));
                sweepAt = Math.max(FIRST_SWEEP, Math.min(sweepAt, 2 * lent.size()));
            }
        }
    }

    Object read(Input in, int tag, long number, RemoteInterface type) {
        if (tag == Tags.YOURS) {
            Object own = find(number).object;
            if (!type.type().isInstance(own)) {
                throw new ValueException(
                        "object " + number + " is no " + type.type().getName(), null);
            }
            return own;
        }
        if (tag != Tags.MINE) {
            throw new ValueException("expected an object, but got a value of kind " + tag, null);
        }
        synchronized (lock) {
            Borrowed known = borrowed.get(number);
            Object proxy = known == null ? null : known.get();
            if (proxy != null && known != null) {
                if (known.type.type() != type.type()) {
                    throw new ValueException(
                            "object " + number + " came as " + known.type.type().getName() + " before, not as "
                                    + type.type().getName(),
                            null);
                }
                known.received++;
                in.taken(known);
                return proxy;
            }
            if (borrowed.size() >= most) {
                throw new ValueException(most + " objects of " + peer.name() + " are in use already", null);
            }
            proxy = RemoteObject.proxy(peer, number, type, peer.callTime());
            Borrowed made = new Borrowed(number, proxy, type, unused);
            if (known != null) {
                made.received += known.received;
            }
            borrowed.put(number, made);
            in.taken(made);
            return proxy;
        }
    }

    /** An object that went over this link before. */
    Object known(Input in, int tag, long number) {
        if (tag == Tags.YOURS) {
            return find(number).object;
        }
        synchronized (lock) {
            Borrowed known = borrowed.get(number);
            Object proxy = known == null ? null : known.get();
            if (known == null || proxy == null) {
                throw new ValueException("an object was sent where no interface is declared", null);
            }
            known.received++;
            in.taken(known);
            return proxy;
        }
    }

    /** A message was understood; what was skipped of it is given back. */
    void keep(Input in) {
        giveBack(in.skipped());
    }

    /** A message was not understood, but will be tried again: nothing came yet. */
    void forget(Input in) {
        List<Borrowed> taken = in.taken();
        if (!taken.isEmpty()) {
            synchronized (lock) {
                taken.forEach(each -> each.received--);
            }
        }
    }

    /** A message is of no use: gives back all that came with it. */
    void giveBack(Input in, int begin) {
        forget(in);
        in.back(begin);
        try {
            in.skip();
        } catch (ValueException e) {
            // It is no message at all; what was found is given back.
        }
        giveBack(in.skipped());
    }

    private void giveBack(List<Long> numbers) {
        if (numbers.isEmpty()) {
            return;
        }
        synchronized (lock) {
            for (Long number : numbers) {
                // Who keeps to the protocol cannot have lent more.
                if (unwanted.size() < most || unwanted.containsKey(number)) {
                    unwanted.merge(number, 1L, Long::sum);
                }
            }
        }
    }

    /** Borrowed objects that nobody has any more: number and count, one after the other. */
    List<Long> takeUnused() {
        List<Long> released = new ArrayList<>(0);
        synchronized (lock) {
            while (unused.poll() instanceof Borrowed gone) {
                // Another may have taken its place, which has its count.
                if (borrowed.remove(gone.number, gone) && gone.received > 0) {
                    released.add(gone.number);
                    released.add(gone.received);
                }
            }
            unwanted.forEach((number, count) -> {
                released.add(number);
                released.add(count);
            });
            unwanted.clear();
        }
        return released;
    }

    /** How many objects the other side has. */
    int lentCount() {
        synchronized (lock) {
            return byObject.size();
        }
    }

    int borrowedCount() {
        synchronized (lock) {
            return borrowed.size();
        }
    }

    void clear() {
        synchronized (lock) {
            lent.clear();
            byObject.clear();
            borrowed.clear();
            unwanted.clear();
        }
    }
}
