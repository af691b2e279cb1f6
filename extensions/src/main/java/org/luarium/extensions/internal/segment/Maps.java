// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.segment;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A file in the address space of this JVM, in parts that a buffer can have. Java 22 and later let go of it when told so, older ones when nobody has the buffers any more. */
final class Maps {
    static final int PART_SHIFT = 30;
    private static final long PART = 1L << PART_SHIFT;
    private static final @Nullable Arenas ARENAS = Arenas.find();

    final List<ByteBuffer> parts = new ArrayList<>();
    private final @Nullable AutoCloseable arena;

    private Maps(@Nullable AutoCloseable arena) {
        this.arena = arena;
    }

    static Maps of(FileChannel channel, boolean writable, long from, long bytes) throws IOException {
        FileChannel.MapMode mode = writable ? FileChannel.MapMode.READ_WRITE : FileChannel.MapMode.READ_ONLY;
        Arenas arenas = ARENAS;
        Maps maps = new Maps(arenas == null ? null : arenas.open());
        boolean done = false;
        try {
            for (long at = 0; at < bytes || at == 0; at += PART) {
                long size = Math.min(PART, bytes - at);
                AutoCloseable arena = maps.arena;
                maps.parts.add(
                        arenas == null || arena == null
                                ? channel.map(mode, from + at, size)
                                : arenas.map(channel, mode, from + at, size, arena));
            }
            done = true;
            return maps;
        } finally {
            if (!done) {
                boolean unused = maps.close();
            }
        }
    }

    /** Lets go. Returns whether that is so at once; the buffers throw exceptions then. */
    boolean close() {
        AutoCloseable open = arena;
        if (open == null) {
            return false;
        }
        try {
            open.close();
            return true;
        } catch (Exception e) {
            // Somebody is just using it, or has closed it.
            return false;
        }
    }

    /** The methods of Java 22 that Java 17 does not know. */
    private record Arenas(Method ofShared, Method map, Method asByteBuffer) {
        static @Nullable Arenas find() {
            if (Runtime.version().feature() < 22) {
                return null;
            }
            try {
                Class<?> arena = Class.forName("java.lang.foreign.Arena");
                return new Arenas(
                        arena.getMethod("ofShared"),
                        FileChannel.class.getMethod("map", FileChannel.MapMode.class, long.class, long.class, arena),
                        Class.forName("java.lang.foreign.MemorySegment").getMethod("asByteBuffer"));
            } catch (ReflectiveOperationException e) {
                return null;
            }
        }

        AutoCloseable open() throws IOException {
            return (AutoCloseable) call(ofShared, null);
        }

        ByteBuffer map(FileChannel channel, FileChannel.MapMode mode, long from, long bytes, AutoCloseable arena)
                throws IOException {
            return (ByteBuffer) call(asByteBuffer, call(map, channel, mode, from, bytes, arena));
        }

        private static Object call(Method method, @Nullable Object target, Object... arguments) throws IOException {
            try {
                return method.invoke(target, arguments);
            } catch (InvocationTargetException e) {
                if (e.getCause() instanceof IOException cause) {
                    throw cause;
                }
                throw new IOException(e.getCause());
            } catch (IllegalAccessException e) {
                throw new IOException(e);
            }
        }
    }
}
