// SPDX-License-Identifier: Apache-2.0
package org.luarium.vm;

import static java.util.Objects.requireNonNull;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A logger for one component, with a debug switch. Thread-safe.
 *
 * <p>With the switch on, debug messages appear even where the logging back end is set to {@code info}: they are then written at
 * {@code info} with the word DEBUG before them. The environment variables {@code LUARIUM_DEBUG=true} and {@code PYLUA_DEBUG=true} turn
 * the switch on from the start.
 */
public final class VmLogger {
    private final String component;
    private final Logger log;
    private volatile boolean debug;

    private VmLogger(String component) {
        this.component = requireNonNull(component, "component");
        log = LoggerFactory.getLogger("org.luarium." + component);
        debug = debugByEnvironment();
    }

    /**
     * A logger for a component.
     *
     * @param component a short name, such as {@code MyApp}
     * @return a logger named {@code org.luarium.<component>}
     */
    public static VmLogger of(String component) {
        return new VmLogger(component);
    }

    /**
     * Whether the environment asks for debug output.
     *
     * @return true if {@code LUARIUM_DEBUG} or {@code PYLUA_DEBUG} is {@code true}
     */
    public static boolean debugByEnvironment() {
        return Boolean.parseBoolean(System.getenv("LUARIUM_DEBUG"))
                || Boolean.parseBoolean(System.getenv("PYLUA_DEBUG"));
    }

    /**
     * Switches debug output.
     *
     * @param on whether debug messages are written
     * @return this logger
     */
    public VmLogger debug(boolean on) {
        debug = on;
        return this;
    }

    /**
     * Whether debug messages are written: worth asking before an expensive one is put together.
     *
     * @return true if the switch is on or the back end is set to debug
     */
    public boolean debugging() {
        return debug || log.isDebugEnabled();
    }

    /**
     * Writes a debug message.
     *
     * @param message the text
     */
    public void debug(String message) {
        if (log.isDebugEnabled()) {
            log.debug("{}: {}", component, message);
        } else if (debug) {
            log.info("DEBUG {}: {}", component, message);
        }
    }

    /**
     * Writes a message about normal work.
     *
     * @param message the text
     */
    public void info(String message) {
        log.info("{}: {}", component, message);
    }

    /**
     * Writes a message about something odd.
     *
     * @param message the text
     */
    public void warning(String message) {
        log.warn("{}: {}", component, message);
    }

    /**
     * Writes a message about a failure.
     *
     * @param message the text
     * @param cause what led to it
     */
    public void error(String message, Throwable cause) {
        log.error("{}: {}", component, message, cause);
    }
}
