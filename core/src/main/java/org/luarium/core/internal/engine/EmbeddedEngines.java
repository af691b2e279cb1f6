// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.luarium.vm.EngineInfo;

/**
 * The Lua that Luarium brings: installs its files where they can be executed, and proves that by running them. Thread-safe.
 */
final class EmbeddedEngines {
    /** The only dialect there is. */
    static final String DIALECT = "5.4";

    private final Supplier<List<Path>> roots;
    private final ProbeCache cache;
    private final EngineProber prober;

    /** Held while files are written, so that many first users of a JVM do not write them many times. */
    private final ReentrantLock installing = new ReentrantLock();

    /** Uses the first of the folders in which it works. */
    EmbeddedEngines(Supplier<List<Path>> roots, ProbeCache cache, EngineProber prober) {
        this.roots = roots;
        this.cache = cache;
        this.prober = prober;
    }

    Verdict judge(Embedded embedded) {
        FileSet files;
        try {
            files = embedded.files();
        } catch (IOException e) {
            return Verdict.rejected(embedded.kind(), embedded.name(), null, message(e));
        }
        List<String> reasons = new ArrayList<>();
        for (Path root : roots.get()) {
            try {
                Probe probe = probe(embedded, files, root);
                if (probe.usable()) {
                    return usable(embedded, probe, root, files.folderIn(root));
                }
                reasons.add("in " + root + ": " + probe.rejection());
            } catch (IOException e) {
                reasons.add("in " + root + ": " + message(e));
            }
        }
        return Verdict.rejected(embedded.kind(), embedded.name(), null, String.join("; ", reasons));
    }

    private Probe probe(Embedded embedded, FileSet files, Path root) throws IOException {
        Optional<Probe> known = files.stampIn(root).flatMap(stamp -> cache.peek(key(embedded, stamp)));
        if (known.isPresent()) {
            return known.get();
        }
        installing.lock();
        try {
            files.install(root);
        } finally {
            installing.unlock();
        }
        String stamp = files.stampIn(root).orElseThrow(() -> new IOException("the files vanished"));
        Path folder = files.folderIn(root);
        return cache.get(key(embedded, stamp), () -> {
            Probe probe = prober.command(embedded.probe(root, folder), embedded.variables(), embedded.bound());
            embedded.probed(root, folder, probe.usable());
            return probe;
        });
    }

    private static String key(Embedded embedded, String stamp) {
        return embedded.name() + "|" + stamp + embedded.surroundings();
    }

    private static Verdict usable(Embedded embedded, Probe probe, Path root, Path folder) {
        List<String> command = embedded.command(root, folder);
        EngineInfo info = new EngineInfo(
                embedded.name(),
                embedded.kind(),
                Natives.VERSION,
                probe.dialect(),
                Optional.of(Path.of(command.get(0))),
                embedded.interrupt(),
                "");
        return new Verdict(info, new Engine(info, command, embedded.variables(), embedded.memoryByAddressSpace()));
    }

    private static String message(IOException e) {
        String message = e.getMessage();
        String kind = e.getClass().getSimpleName();
        return message == null ? kind : kind.equals("IOException") ? message : kind + ": " + message;
    }
}
