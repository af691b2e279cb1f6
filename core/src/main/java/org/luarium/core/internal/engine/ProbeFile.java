// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.luarium.core.internal.files.Owner;
import org.luarium.core.internal.files.SafeFiles;

/**
 * The file in which probes are remembered: a line with version and checksum, then a line for each probe. Whatever does not
 * look exactly as written is no file at all.
 */
final class ProbeFile {
    private static final String HEADER = "luarium probes 1 ";
    private static final int SIZE_LIMIT = 64 * 1024;
    private static final int COUNT_LIMIT = 128;
    private static final int FIELD_LIMIT = 4096;
    private static final int FIELDS = 5;
    private static final List<String> DIALECTS = List.of("", "5.1", "5.2", "5.3", "5.4");

    private ProbeFile() {}

    static Map<String, Probe> read(Path file) {
        try {
            // A pipe or a link in its place must neither block nor lead elsewhere
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    || Files.size(file) > SIZE_LIMIT
                    || !Owner.isMine(file)) {
                return Map.of();
            }
            return parse(new String(Files.readAllBytes(file), UTF_8));
        } catch (IOException e) {
            return Map.of();
        }
    }

    private static Map<String, Probe> parse(String text) {
        int end = text.indexOf('\n');
        if (end < 0 || !text.substring(0, end).equals(header(text.substring(end + 1)))) {
            return Map.of();
        }
        Map<String, Probe> probes = new HashMap<>();
        int start = end + 1;
        while (start < text.length() && probes.size() < COUNT_LIMIT) {
            int stop = text.indexOf('\n', start);
            if (stop < 0) {
                return Map.of();
            }
            String[] fields = text.substring(start, stop).split("\t", -1);
            if (fields.length != FIELDS
                    || !DIALECTS.contains(fields[2])
                    || fields[2].isEmpty() == fields[4].isEmpty()) {
                return Map.of();
            }
            probes.put(fields[0], new Probe(fields[1], fields[2], fields[3].equals("jit"), fields[4], false));
            start = stop + 1;
        }
        return probes;
    }

    static void write(Path file, Map<String, Probe> probes) throws IOException {
        StringBuilder body = new StringBuilder();
        int count = 0;
        for (Map.Entry<String, Probe> entry : probes.entrySet()) {
            Probe probe = entry.getValue();
            String jit = probe.luaJit() ? "jit" : "";
            List<String> fields = List.of(entry.getKey(), probe.version(), probe.dialect(), jit, probe.rejection());
            String line = String.join("\t", fields) + "\n";
            if (fields.stream().allMatch(ProbeFile::isPlain)
                    && ++count <= COUNT_LIMIT
                    && body.length() + line.length() < SIZE_LIMIT / 4) {
                body.append(line);
            }
        }
        SafeFiles.replace(file, (header(body.toString()) + "\n" + body).getBytes(UTF_8));
    }

    private static boolean isPlain(String field) {
        return field.length() <= FIELD_LIMIT && field.chars().noneMatch(c -> c < ' ');
    }

    private static String header(String body) {
        CRC32 checksum = new CRC32();
        checksum.update(body.getBytes(UTF_8));
        return HEADER + Long.toHexString(checksum.getValue());
    }
}
