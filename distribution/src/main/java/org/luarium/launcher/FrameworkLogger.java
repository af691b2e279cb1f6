// SPDX-License-Identifier: Apache-2.0
package org.luarium.launcher;

import org.apache.felix.framework.Logger;
import org.jspecify.annotations.Nullable;
import org.luarium.launcher.log.Log;
import org.slf4j.event.Level;

/** The framework's own messages, which it would print to standard output. */
final class FrameworkLogger extends Logger {
    @Override
    protected void doLog(int level, String message, @Nullable Throwable thrown) {
        Log.write(
                "org.apache.felix.framework",
                switch (level) {
                    case LOG_ERROR -> Level.ERROR;
                    case LOG_WARNING -> Level.WARN;
                    case LOG_INFO -> Level.INFO;
                    default -> Level.DEBUG;
                },
                message,
                thrown);
    }
}
