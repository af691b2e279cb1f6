// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.socket;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.luarium.value.LuaValue;

/** What Lua gets, in the words of LuaSocket. */
final class Answers {
    static final String TIMEOUT = "timeout";
    static final String CLOSED = "closed";
    static final String UNKNOWN_HOST = "host not found";
    static final List<LuaValue> DONE = List.of(LuaValue.of(true));

    private Answers() {}

    static List<LuaValue> failure(String problem) {
        return List.of(LuaValue.nil(), LuaValue.of(problem));
    }

    static List<LuaValue> failure(String problem, LuaValue detail) {
        return List.of(LuaValue.nil(), LuaValue.of(problem), detail);
    }

    static List<LuaValue> failure(Throwable problem) {
        return failure(words(problem));
    }

    static String words(Throwable problem) {
        String text = String.valueOf(problem.getMessage()).toLowerCase(Locale.ROOT);
        if (problem instanceof UnknownHostException) {
            return UNKNOWN_HOST;
        } else if (problem instanceof BindException && text.contains("in use")) {
            return "address already in use";
        } else if (text.contains("permission denied")) {
            return "permission denied";
        } else if (problem instanceof ConnectException && text.contains("refused")) {
            return "connection refused";
        } else if (problem instanceof ConnectException && text.contains("timed out")) {
            return TIMEOUT;
        } else if (problem instanceof NoRouteToHostException || text.contains("unreachable")) {
            return "network is unreachable";
        } else if (problem instanceof ClosedChannelException
                || text.contains("reset")
                || text.contains("broken pipe")) {
            return CLOSED;
        } else if (problem instanceof UnresolvedAddressException
                || problem instanceof UnsupportedAddressTypeException) {
            return "address family not supported";
        } else if (problem instanceof SSLException) {
            return "TLS: " + problem.getMessage();
        }
        return problem instanceof IOException && problem.getMessage() != null
                ? text
                : problem.getClass().getSimpleName();
    }
}
