// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.engine;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.luarium.core.internal.tool.Answer;
import org.luarium.core.internal.tool.Printable;

/** Judges what a program answered to {@link EngineProber#QUESTION}. */
final class Reply {
    private static final Pattern REPLY = Pattern.compile("<<<([^|\n]{1,64})\\|([^|\n]{0,64})\\|(double|other)>>>");
    private static final Pattern DIALECT = Pattern.compile("Lua (5\\.[1-4])");
    private static final Pattern BANNER = Pattern.compile("(?m)^(Lua 5\\.\\d[\\w.+-]{0,32})");
    private static final Pattern JIT = Pattern.compile("LuaJIT [\\w.+-]{1,48}");

    private Reply() {}

    static Probe judge(Answer answer) {
        if (!answer.failure().isEmpty()) {
            return new Probe("", "", false, answer.failure(), answer.passing());
        }
        Matcher reply = REPLY.matcher(answer.output());
        if (!reply.find() || answer.exitCode() != 0) {
            return Probe.rejected("it does not answer as Lua does (exit code " + answer.exitCode()
                    + Printable.quoted(", it printed: ", answer.output()) + ")");
        }
        Matcher dialect = DIALECT.matcher(reply.group(1));
        if (!dialect.matches()) {
            return Probe.rejected(
                    "it is '" + Printable.of(reply.group(1), 64) + "'; Lua 5.1 to 5.4 and LuaJIT are supported");
        }
        if (reply.group(3).equals("other")) {
            return Probe.rejected("its numbers are not 64-bit floating point");
        }
        boolean luaJit = JIT.matcher(reply.group(2)).matches();
        return new Probe(version(answer.output(), reply, luaJit), dialect.group(1), luaJit, "", false);
    }

    private static String version(String output, Matcher reply, boolean luaJit) {
        if (luaJit) {
            return reply.group(2);
        }
        Matcher banner = BANNER.matcher(output);
        return banner.find() && banner.group(1).startsWith(reply.group(1)) ? banner.group(1) : reply.group(1);
    }
}
