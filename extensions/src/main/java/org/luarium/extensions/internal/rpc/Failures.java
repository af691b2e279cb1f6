// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.luarium.extension.spi.CallCancelledException;
import org.luarium.extension.spi.CallFailedException;
import org.luarium.extension.spi.CallTimeoutException;
import org.luarium.extension.spi.LinkClosedException;
import org.luarium.extension.spi.MessageTooLargeException;
import org.luarium.extension.spi.NoSuchTargetException;
import org.luarium.extension.spi.NotGrantedException;
import org.luarium.extension.spi.RemoteExtensionException;
import org.luarium.extension.spi.TooManyCallsException;
import org.luarium.extension.spi.UnheardEventException;
import org.luarium.extension.spi.ValueException;

/** Exceptions as they are sent: names and texts. No class is ever loaded by such a name. */
final class Failures {
    private static final int MOST_FRAMES = 100;
    private static final int MOST_CAUSES = 8;
    private static final int MOST_TEXT = 16_000;

    /** Those that both sides know, by number. 0 is any other. */
    private static final List<Class<? extends CallFailedException>> KNOWN = List.of(
            RemoteExtensionException.class,
            ValueException.class,
            NoSuchTargetException.class,
            NotGrantedException.class,
            TooManyCallsException.class,
            CallCancelledException.class,
            CallTimeoutException.class,
            MessageTooLargeException.class,
            UnheardEventException.class,
            LinkClosedException.class);

    private Failures() {}

    /** What the code that was called has thrown. */
    static Throwable root(Throwable thrown) {
        Throwable root = thrown;
        while ((root instanceof InvocationTargetException
                        || root instanceof CompletionException
                        || root instanceof ExecutionException)
                && root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    static void write(Output out, Throwable thrown) {
        write(out, thrown, MOST_CAUSES);
    }

    private static void write(Output out, Throwable thrown, int causes) {
        out.array(5);
        out.integer(Math.max(0, KNOWN.indexOf(thrown.getClass())));
        out.string(
                thrown instanceof RemoteExtensionException remote
                        ? bounded(remote.remoteType())
                        : bounded(thrown.getClass().getName()));
        String message = thrown instanceof RemoteExtensionException remote
                ? remote.remoteMessage().orElse(null)
                : message(thrown);
        if (message == null) {
            out.nil();
        } else {
            out.string(bounded(message));
        }
        StackTraceElement[] trace = thrown.getStackTrace();
        int frames = Math.min(trace.length, MOST_FRAMES);
        out.array(frames);
        for (int i = 0; i < frames; i++) {
            out.array(4);
            out.string(bounded(trace[i].getClassName()));
            out.string(bounded(trace[i].getMethodName()));
            String file = trace[i].getFileName();
            out.string(file == null ? "" : bounded(file));
            out.integer(trace[i].getLineNumber());
        }
        Throwable cause = thrown.getCause();
        if (cause == null || cause == thrown || causes == 0) {
            out.nil();
        } else {
            write(out, cause, causes - 1);
        }
    }

    /** It is code of others. */
    private static @Nullable String message(Throwable thrown) {
        try {
            return thrown.getMessage();
        } catch (RuntimeException e) {
            return "(its message cannot be had: " + e.getClass().getName() + ")";
        }
    }

    private static String bounded(String text) {
        // Half a character cannot be sent.
        String well = text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)
                ? text.replaceAll("[\\ud800-\\udfff]", "?")
                : text;
        return well.length() <= MOST_TEXT ? well : well.substring(0, MOST_TEXT) + "…";
    }

    /** Reads one, as what a method throws here. */
    static Throwable read(Input in, @Nullable RemoteMethod method, String peer) {
        in.array();
        int known = in.integer(0, KNOWN.size() - 1);
        String type = in.string();
        String message = in.nil() ? null : in.string();
        int count = in.array();
        List<StackTraceElement> frames = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            in.array();
            frames.add(new StackTraceElement(in.string(), in.string(), in.string(), in.integer(-2, Integer.MAX_VALUE)));
            in.leave();
        }
        in.leave();
        Throwable cause = in.nil() ? null : read(in, method, peer);
        in.leave();
        Throwable made = known > 0
                ? create(KNOWN.get(known), message == null ? type : message, cause)
                : declared(method, type, message, cause);
        Throwable thrown = made == null ? new RemoteExtensionException(type, message, cause) : made;
        frames.add(new StackTraceElement("== called over the link to", peer + " ==", null, -1));
        thrown.setStackTrace(frames.toArray(new StackTraceElement[0]));
        return thrown;
    }

    /** An exception that the method says it throws. */
    static @Nullable Throwable declared(
            @Nullable RemoteMethod method, String type, @Nullable String message, @Nullable Throwable cause) {
        for (Class<?> each : method == null ? List.<Class<?>>of() : method.exceptions()) {
            if (each.getName().equals(type)) {
                return create(each.asSubclass(Throwable.class), message, cause);
            }
        }
        return null;
    }

    private static @Nullable Throwable create(
            Class<? extends Throwable> type, @Nullable String message, @Nullable Throwable cause) {
        try {
            Constructor<? extends Throwable> both = type.getConstructor(String.class, Throwable.class);
            return both.newInstance(message, cause);
        } catch (ReflectiveOperationException | RuntimeException e) {
            try {
                Throwable made = type.getConstructor(String.class).newInstance(message);
                if (cause != null && made.getCause() == null) {
                    made.initCause(cause);
                }
                return made;
            } catch (ReflectiveOperationException | RuntimeException again) {
                return null;
            }
        }
    }

    /** Puts the stack of whoever called behind that of the other side. */
    static Throwable here(Throwable thrown) {
        StackTraceElement[] remote = thrown.getStackTrace();
        StackTraceElement[] local = Thread.currentThread().getStackTrace();
        int skipped = 1;
        while (skipped < local.length
                && local[skipped].getClassName().startsWith(Failures.class.getPackageName() + ".")) {
            skipped++;
        }
        StackTraceElement[] all = new StackTraceElement[remote.length + local.length - skipped];
        System.arraycopy(remote, 0, all, 0, remote.length);
        System.arraycopy(local, skipped, all, remote.length, local.length - skipped);
        thrown.setStackTrace(all);
        return thrown;
    }

    /** As a {@code Future} throws it. */
    static Throwable asFuture(Throwable thrown) {
        return thrown instanceof CallCancelledException ? new CancellationException(thrown.getMessage()) : thrown;
    }
}
