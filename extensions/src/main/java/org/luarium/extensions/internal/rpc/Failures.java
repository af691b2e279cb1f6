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
    private static final int MOST_BRIEF = 300;

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

    /** What is wrong with a value, whatever its code did when it was read or written. */
    static CallFailedException asValue(String what, Throwable thrown) {
        if (thrown instanceof ValueException) {
            return new ValueException(what + ": " + thrown.getMessage(), thrown);
        }
        return thrown instanceof CallFailedException known ? known : new ValueException(what + ": " + thrown, thrown);
    }

    static void write(Output out, Throwable thrown) {
        write(out, thrown, MOST_CAUSES);
    }

    /** Without its stack and causes, as it is too large with them, or as they cannot be had. */
    static void writeBriefly(Output out, Throwable thrown) {
        out.array(5);
        out.integer(Math.max(0, KNOWN.indexOf(thrown.getClass())));
        out.string(cut(thrown.getClass().getName(), MOST_BRIEF));
        String message = thrown instanceof RemoteExtensionException remote
                ? remote.remoteMessage().orElse(null)
                : message(thrown);
        if (message == null) {
            out.nil();
        } else {
            out.string(cut(bounded(message), MOST_BRIEF));
        }
        out.array(0);
        out.nil();
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
        return cut(well, MOST_TEXT);
    }

    private static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
        return text.substring(0, end) + "…";
    }

    private static String text(Input in) {
        return cut(in.string(), MOST_TEXT + 1);
    }

    /** Reads one, as what a method throws here. */
    static Throwable read(Input in, @Nullable RemoteMethod method, String peer) {
        in.array();
        int known = in.integer(0, KNOWN.size() - 1);
        String type = text(in);
        String message = in.nil() ? null : text(in);
        int count = in.array();
        if (count > MOST_FRAMES) {
            throw new ValueException("an error has a stack of " + count, null);
        }
        List<StackTraceElement> frames = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            in.array();
            frames.add(new StackTraceElement(text(in), text(in), text(in), in.integer(-2, Integer.MAX_VALUE)));
            in.leave();
        }
        in.leave();
        Throwable cause = in.nil() ? null : read(in, method, peer);
        in.leave();
        Throwable made = known > 0
                ? create(KNOWN.get(known), message == null ? type : message, cause)
                : declared(method, type, message, cause);
        Throwable thrown = made == null ? new RemoteExtensionException(type, message, cause) : made;
        frames.add(new StackTraceElement("link", peer, "called over it by what follows", -1));
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
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            try {
                Throwable made = type.getConstructor(String.class).newInstance(message);
                if (cause != null && made.getCause() == null) {
                    initCause(made, cause);
                }
                return made;
            } catch (ReflectiveOperationException | RuntimeException | LinkageError again) {
                return null;
            }
        }
    }

    private static void initCause(Throwable made, Throwable cause) {
        try {
            made.initCause(cause);
        } catch (IllegalStateException e) {
            // It was made without one and takes none any more.
            made.addSuppressed(cause);
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
