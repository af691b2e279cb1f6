// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.lua;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.luarium.extension.spi.CallFailedException;
import org.luarium.extension.spi.MessageTooLargeException;
import org.luarium.extension.spi.NoSuchTargetException;
import org.luarium.extension.spi.RemoteExtensionException;
import org.luarium.value.LuaTable;
import org.luarium.value.LuaValue;
import org.luarium.vm.LuaError;

/** Exceptions as Lua sees them, and errors of Lua as the host does. Thread-safe. */
final class LuaFailures {
    private static final int REMEMBERED = 64;
    private static final int MOST_FRAMES = 100;
    private static final Pattern FRAME = Pattern.compile("\\s*(.+?):(?:(\\d+):)? in (.*)");

    /** Exceptions that Lua was told of, by number: one that Lua does not catch comes out as it was. */
    private final Map<Long, Throwable> told = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Throwable> eldest) {
            return size() > REMEMBERED;
        }
    }; // guarded by itself

    private long last; // guarded by told

    /** What Lua is told of an exception: a table with {@code type} and {@code message}. */
    LuaTable tell(Throwable thrown) {
        Throwable root = thrown instanceof ExecutionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        long number;
        synchronized (told) {
            number = ++last;
            told.put(number, root);
        }
        String message = root.getMessage();
        return LuaTable.builder()
                .put("type", root.getClass().getName())
                .put("message", message == null ? "" : message)
                .put("failure", number)
                .build();
    }

    /** What the host throws for what Lua has raised. */
    CallFailedException thrown(LuaError error, String chunk) {
        String type = "LuaError";
        String message = error.message();
        Throwable cause = null;
        if (error.value() instanceof LuaTable table && table.get("message") != LuaValue.nil()) {
            message = text(table.get("message"));
            LuaValue named = table.get("type");
            type = named.isNil() ? type : text(named);
            cause = remembered(table.get("failure"));
            if (table.get("typed").isTruthy() && type.equals(NoSuchTargetException.class.getName())) {
                return with(new NoSuchTargetException(message, null), error);
            }
        } else if (message.matches("values? larger than the frame limit of \\d+ bytes")) {
            return new MessageTooLargeException(
                    "the result of " + chunk + ": " + message + "; send less at once", null);
        }
        return with(new RemoteExtensionException(type, message, cause), error);
    }

    private static String text(LuaValue value) {
        return value.display();
    }

    private @Nullable Throwable remembered(LuaValue number) {
        synchronized (told) {
            return number.isNil() ? null : told.get(number.asLong());
        }
    }

    private static CallFailedException with(CallFailedException thrown, LuaError error) {
        List<StackTraceElement> frames = frames(error.traceback());
        frames.addAll(List.of(thrown.getStackTrace()));
        thrown.setStackTrace(frames.toArray(new StackTraceElement[0]));
        return thrown;
    }

    /** The lines of a traceback, without those of this bundle. */
    static List<StackTraceElement> frames(String traceback) {
        List<StackTraceElement> frames = new ArrayList<>();
        for (String line : traceback.lines().toList()) {
            Matcher matcher = FRAME.matcher(line);
            if (matcher.matches()
                    && !matcher.group(1).equals(LuaStarter.CHUNK.substring(1))
                    && frames.size() < MOST_FRAMES) {
                String number = matcher.group(2);
                frames.add(new StackTraceElement(
                        "lua", matcher.group(3), matcher.group(1), number == null ? -1 : Integer.parseInt(number)));
            }
        }
        return frames;
    }
}
