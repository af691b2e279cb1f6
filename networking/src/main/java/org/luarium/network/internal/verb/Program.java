// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.verb;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.luarium.network.NetworkTask.Kind;
import org.luarium.vm.Script;

/** The Lua programs of tasks. Their text never depends on what users say, who therefore cannot have it do something else. */
final class Program {
    private static final Map<Kind, Script> SCRIPTS = new ConcurrentHashMap<>();

    private Program() {}

    static Script of(Kind kind) {
        return SCRIPTS.computeIfAbsent(kind, Program::load);
    }

    private static Script load(Kind kind) {
        String name = kind.name().toLowerCase(Locale.ROOT);
        byte[] common = resource("common");
        byte[] own = resource(name);
        byte[] code = new byte[common.length + own.length];
        System.arraycopy(common, 0, code, 0, common.length);
        System.arraycopy(own, 0, code, common.length, own.length);
        return Script.of(code).withName("=network:" + name).withEcho(false).withLineBuffering(true);
    }

    private static byte[] resource(String name) {
        try (InputStream stream = requireNonNull(Program.class.getResourceAsStream(name + ".lua"), name)) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
