// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * A small file of records that is a hint to the next JVM: a line with name, version and checksum, then a line for each record, its fields
 * separated by tabs. Whatever does not look exactly as written, or is not ours, is no file at all.
 *
 * @param path where it is
 * @param header its name and version
 * @param sizeLimit the most bytes it may have
 */
public record RecordFile(Path path, String header, int sizeLimit) {
    private static final int FIELD_LIMIT = 4096;

    /** Returns all records, none if there is no such file. */
    public List<String[]> read() {
        try {
            // A pipe or a link in its place must neither block nor lead elsewhere
            if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                    || Files.size(path) > sizeLimit
                    || !Owner.isMine(path)) {
                return List.of();
            }
            return parse(new String(Files.readAllBytes(path), UTF_8));
        } catch (IOException e) {
            return List.of();
        }
    }

    private List<String[]> parse(String text) {
        int end = text.indexOf('\n');
        if (end < 0 || !text.substring(0, end).equals(first(text.substring(end + 1)))) {
            return List.of();
        }
        List<String[]> records = new ArrayList<>();
        int start = end + 1;
        while (start < text.length()) {
            int stop = text.indexOf('\n', start);
            if (stop < 0) {
                return List.of();
            }
            records.add(text.substring(start, stop).split("\t", -1));
            start = stop + 1;
        }
        return records;
    }

    /** Replaces the file. A record that cannot be expressed, or for which there is no more room, is left out. */
    public void write(List<List<String>> records) throws IOException {
        SafeFiles.replace(path, content(records));
    }

    /** What the file is with these records. */
    public byte[] content(List<List<String>> records) {
        StringBuilder body = new StringBuilder();
        for (List<String> fields : records) {
            String line = String.join("\t", fields) + "\n";
            if (fields.stream().allMatch(RecordFile::isPlain) && body.length() + line.length() < sizeLimit / 4) {
                body.append(line);
            }
        }
        return (first(body.toString()) + "\n" + body).getBytes(UTF_8);
    }

    private static boolean isPlain(String field) {
        return field.length() <= FIELD_LIMIT && field.chars().noneMatch(c -> c < ' ');
    }

    private String first(String body) {
        CRC32 checksum = new CRC32();
        checksum.update(body.getBytes(UTF_8));
        return header + " " + Long.toHexString(checksum.getValue());
    }
}
