// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.rockspec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.luarium.packages.InvalidRockspecException;
import org.luarium.vm.VmManager;

/** Reads rockspecs, and remembers those that it has read by their hash. Thread-safe. */
public final class Rockspecs {
    /** The first part of the ids of VMs that evaluate rockspecs. */
    public static final String VM_PREFIX = "luarium-rockspec-";

    static final int LARGEST = 256 << 10;
    private static final int MOST_REMEMBERED = 10_000;

    private final VmManager vms;
    private final RockspecReader reader = new RockspecReader(platforms());
    private final String evaluator = evaluator();
    private final AtomicLong numbers = new AtomicLong();
    private final Map<String, Rockspec> known = new LinkedHashMap<>(); // guarded by itself

    public Rockspecs(VmManager vms) {
        this.vms = vms;
    }

    /** To read several with. */
    public Session session(String dialect) {
        return new Session(new Evaluator(vms, evaluator, VM_PREFIX + numbers.incrementAndGet(), dialect));
    }

    /** Reads rockspecs in a process that it starts when one is not known. Belongs to one thread. */
    public final class Session implements AutoCloseable {
        private final Evaluator session;

        private Session(Evaluator session) {
            this.session = session;
        }

        /**
         * Reads a rockspec.
         *
         * @param text of the rockspec
         * @param rock which one it is said to be, as {@link Rockspec#toString()} says it; or any, for messages only
         * @throws InvalidRockspecException if it cannot be used
         */
        public Rockspec read(byte[] text, String rock) {
            String hash = sha256(text);
            synchronized (known) {
                Rockspec rockspec = known.get(hash);
                if (rockspec != null) {
                    return checked(rockspec, rock);
                }
            }
            Rockspec rockspec = evaluate(text, rock);
            synchronized (known) {
                if (known.size() >= MOST_REMEMBERED) {
                    known.clear();
                }
                known.put(hash, rockspec);
            }
            return checked(rockspec, rock);
        }

        private Rockspec evaluate(byte[] text, String rock) {
            if (text.length > LARGEST) {
                throw new InvalidRockspecException(rock, "it is larger than " + LARGEST + " bytes", null);
            }
            try {
                return reader.read(session.evaluate(text));
            } catch (Problem e) {
                throw new InvalidRockspecException(rock, e.text(), e);
            }
        }

        private static Rockspec checked(Rockspec rockspec, String rock) {
            if (!rockspec.toString().equals(rock)) {
                throw new InvalidRockspecException(rock, "it is that of " + rockspec, null);
            }
            return rockspec;
        }

        @Override
        public void close() {
            session.close();
        }
    }

    /** Hexadecimal digits. */
    public static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    private static List<String> platforms() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        if (system.contains("mac")) {
            return Arrays.asList("unix", "bsd", "macosx");
        }
        return system.contains("linux") ? Arrays.asList("unix", "linux") : List.of("unix");
    }

    private static String evaluator() {
        try (InputStream in = Rockspecs.class.getResourceAsStream("evaluate.lua")) {
            if (in == null) {
                throw new IllegalStateException("evaluate.lua is not in this bundle");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
