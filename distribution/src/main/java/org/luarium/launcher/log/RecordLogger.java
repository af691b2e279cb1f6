// SPDX-License-Identifier: Apache-2.0
package org.luarium.launcher.log;

import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

final class RecordLogger extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1L;

    RecordLogger(String name) {
        this.name = name;
    }

    @Override
    public boolean isTraceEnabled() {
        return Log.accepts(name, Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
        return Log.accepts(name, Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return Log.accepts(name, Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return Log.accepts(name, Level.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
        return Log.accepts(name, Level.ERROR);
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
        return null;
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level,
            @Nullable Marker marker,
            String message,
            Object @Nullable [] arguments,
            @Nullable Throwable thrown) {
        Log.write(name, level, MessageFormatter.basicArrayFormat(message, arguments), thrown);
    }
}
