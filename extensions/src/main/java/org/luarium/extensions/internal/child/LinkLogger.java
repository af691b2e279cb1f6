// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.child;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.text.MessageFormat;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;
import org.luarium.extension.spi.CallFailedException;
import org.luarium.extensions.internal.control.HostControl;

/** Writes to the log of the host. What cannot be sent is written to the error output. */
record LinkLogger(String name, HostControl host) implements System.Logger {
    private static final int MOST = 16_000;

    @Override
    public String getName() {
        return name;
    }

    @Override
    public boolean isLoggable(Level level) {
        return level != Level.OFF;
    }

    @Override
    public void log(
            Level level, @Nullable ResourceBundle bundle, @Nullable String message, @Nullable Throwable thrown) {
        String trace = "";
        if (thrown != null) {
            StringWriter text = new StringWriter();
            thrown.printStackTrace(new PrintWriter(text));
            trace = text.toString();
        }
        send(level, translated(bundle, message), trace);
    }

    @Override
    public void log(
            Level level,
            @Nullable ResourceBundle bundle,
            @Nullable String format,
            @Nullable Object @Nullable ... parameters) {
        String text = translated(bundle, format);
        if (parameters != null && parameters.length > 0) {
            try {
                text = MessageFormat.format(text, parameters);
            } catch (IllegalArgumentException e) {
                text += " (" + e.getMessage() + ")";
            }
        }
        send(level, text, "");
    }

    private static String translated(@Nullable ResourceBundle bundle, @Nullable String key) {
        if (bundle == null || key == null) {
            return String.valueOf(key);
        }
        try {
            return bundle.getString(key);
        } catch (MissingResourceException | ClassCastException e) {
            return key;
        }
    }

    private void send(Level level, String message, String trace) {
        if (!isLoggable(level)) {
            return;
        }
        try {
            host.log(level.name(), bounded(message), bounded(trace));
        } catch (CallFailedException e) {
            System.err.println(level + " " + message + " " + trace);
        }
    }

    private static String bounded(String text) {
        return text.length() <= MOST ? text : text.substring(0, MOST) + "…";
    }
}
