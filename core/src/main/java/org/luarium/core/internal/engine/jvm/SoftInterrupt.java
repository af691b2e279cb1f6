// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.engine.jvm;

import java.lang.invoke.MethodHandle;
import java.lang.reflect.Array;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Timer;
import java.util.TimerTask;
import org.jspecify.annotations.Nullable;
import party.iroiro.luajava.lua54.Lua54;

/**
 * SIGINT raises an error {@code interrupted!} in the script, any number of times.
 *
 * <p>As in {@code lua}, a hook is switched on from outside, and switches itself off and raises the error when Lua reaches
 * it. luajava offers no such function, so {@code lua_sethook} is called through {@code java.lang.foreign} (by reflection:
 * it came with Java 22). The hook is the one that {@code debug.sethook} uses, which calls the Lua function that was
 * registered with it; its address is taken from another state. Before Java 22 nothing is installed, and a SIGINT ends the
 * process.
 */
final class SoftInterrupt {
    private static final int FIRST_JAVA = 22;
    private static final long DELAY_MILLIS = 200;

    /** Calls, returns, lines and counts, as in {@code lua}. */
    private static final int EVERYTHING = 15;

    private final long state;
    private final String library;
    private @Nullable MethodHandle setHook; // guarded by this
    private long hook; // guarded by this

    SoftInterrupt(long state, String library) {
        this.state = state;
        this.library = library;
    }

    void install() throws ReflectiveOperationException {
        if (Runtime.version().feature() < FIRST_JAVA) {
            return;
        }
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Object proxy = Proxy.newProxyInstance(
                SoftInterrupt.class.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                    if (method.getName().equals("handle")) {
                        interrupt();
                    }
                    return null;
                });
        signal.getMethod("handle", signal, handler)
                .invoke(null, signal.getConstructor(String.class).newInstance("INT"), proxy);
        prepareInBackground();
    }

    /**
     * An interrupt that came first would take 80 to 350 ms, longer than the host waits before it kills. Not at once, because
     * then the start of the script would take as much longer.
     */
    private void prepareInBackground() {
        new Timer("prepare interrupts", true).schedule(new Preparation(), DELAY_MILLIS);
    }

    void rehearse() throws ReflectiveOperationException {
        if (Runtime.version().feature() >= FIRST_JAVA) {
            prepare();
        }
    }

    private void interrupt() throws Throwable {
        prepare().invokeExact(state, hook(), EVERYTHING, 1);
    }

    private synchronized long hook() {
        return hook;
    }

    private synchronized MethodHandle prepare() throws ReflectiveOperationException {
        MethodHandle known = setHook;
        if (known == null) {
            Foreign foreign = new Foreign(library);
            known = foreign.function("lua_sethook", null, long.class, long.class, int.class, int.class);
            hook = address(foreign.function("lua_gethook", long.class, long.class));
            setHook = known;
        }
        return known;
    }

    private static long address(MethodHandle getHook) {
        try (Lua54 other = new Lua54()) {
            other.openLibraries();
            other.run("debug.sethook(function() end, '', 1000000)");
            return (long) getHook.invokeExact(other.getPointer());
        } catch (Throwable e) {
            throw new IllegalStateException("cannot find the hook of debug.sethook", e);
        }
    }

    private final class Preparation extends TimerTask {
        @Override
        public void run() {
            try {
                prepare();
            } catch (ReflectiveOperationException e) {
                // An interrupt will fail in the same way, and the host will notice
            }
        }
    }

    /** The part of {@code java.lang.foreign} that is needed. */
    private static final class Foreign {
        private static final String PACKAGE = "java.lang.foreign.";

        private final Object lookup;

        Foreign(String library) throws ReflectiveOperationException {
            Class<?> arena = type("Arena");
            lookup = type("SymbolLookup")
                    .getMethod("libraryLookup", Path.class, arena)
                    .invoke(null, Path.of(library), arena.getMethod("global").invoke(null));
        }

        MethodHandle function(String name, @Nullable Class<?> result, Class<?>... parameters)
                throws ReflectiveOperationException {
            Class<?> layout = type("MemoryLayout");
            Object layouts = Array.newInstance(layout, parameters.length);
            for (int i = 0; i < parameters.length; i++) {
                Array.set(layouts, i, layout(parameters[i]));
            }
            Class<?> descriptor = type("FunctionDescriptor");
            Object signature = result == null
                    ? descriptor.getMethod("ofVoid", layouts.getClass()).invoke(null, layouts)
                    : descriptor.getMethod("of", layout, layouts.getClass()).invoke(null, layout(result), layouts);
            Object symbol = ((Optional<?>)
                            type("SymbolLookup").getMethod("find", String.class).invoke(lookup, name))
                    .orElseThrow(() -> new IllegalStateException(library(name)));
            Class<?> linker = type("Linker");
            Object options = Array.newInstance(type("Linker$Option"), 0);
            return (MethodHandle)
                    linker.getMethod("downcallHandle", type("MemorySegment"), descriptor, options.getClass())
                            .invoke(linker.getMethod("nativeLinker").invoke(null), symbol, signature, options);
        }

        private static String library(String name) {
            return "the Lua library does not contain " + name;
        }

        private static Object layout(Class<?> type) throws ReflectiveOperationException {
            return type("ValueLayout")
                    .getField(type == long.class ? "JAVA_LONG" : "JAVA_INT")
                    .get(null);
        }

        private static Class<?> type(String name) throws ClassNotFoundException {
            return Class.forName(PACKAGE + name);
        }
    }
}
