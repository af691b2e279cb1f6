// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.luarium.core.internal.files.RecordFile;

/** The file in which probes are remembered: a record for each. */
final class ProbeFile {
    private static final int SIZE_LIMIT = 64 * 1024;
    private static final int COUNT_LIMIT = 128;
    private static final int FIELDS = 5;
    private static final List<String> DIALECTS = List.of("", "5.1", "5.2", "5.3", "5.4");

    private ProbeFile() {}

    private static RecordFile records(Path file) {
        return new RecordFile(file, "luarium probes 1", SIZE_LIMIT);
    }

    static Map<String, Probe> read(Path file) {
        Map<String, Probe> probes = new HashMap<>();
        for (String[] fields : records(file).read()) {
            if (probes.size() >= COUNT_LIMIT) {
                break;
            }
            if (fields.length != FIELDS
                    || !DIALECTS.contains(fields[2])
                    || fields[2].isEmpty() == fields[4].isEmpty()) {
                return Map.of();
            }
            probes.put(fields[0], new Probe(fields[1], fields[2], fields[3].equals("jit"), fields[4], false));
        }
        return probes;
    }

    static void write(Path file, Map<String, Probe> probes) throws IOException {
        List<List<String>> lines = new ArrayList<>();
        probes.forEach((key, probe) -> {
            if (lines.size() < COUNT_LIMIT) {
                String jit = probe.luaJit() ? "jit" : "";
                lines.add(List.of(key, probe.version(), probe.dialect(), jit, probe.rejection()));
            }
        });
        records(file).write(lines);
    }
}
