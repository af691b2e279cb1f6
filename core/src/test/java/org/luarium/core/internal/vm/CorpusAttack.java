// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A program that tries to break out, to break the host, or to break its VM. */
record CorpusAttack(int id, String category, String title, String code) {
    private static final Pattern HEADER = Pattern.compile("(?m)^-- (id|category|title): (.*)$");
    private static final Pattern MODULE = Pattern.compile("require[,(]\\s*\"(ffi|lfs|posix\\.signal|socket)\"");
    private static final int LUAJIT_HAS_FFI = 30;

    /** All, in the order of their ids. */
    static List<CorpusAttack> all() {
        try {
            Path folder = Path.of(Objects.requireNonNull(CorpusAttack.class.getResource("attacks"))
                    .toURI());
            try (Stream<Path> files = Files.list(folder)) {
                return files.sorted(java.util.Comparator.comparingInt(CorpusAttack::number))
                        .map(CorpusAttack::read)
                        .toList();
            }
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int number(Path file) {
        String name = file.getFileName().toString();
        return Integer.parseInt(name.substring(0, name.indexOf('-')));
    }

    private static CorpusAttack read(Path file) {
        try {
            String code = Files.readString(file);
            List<String> header = HEADER.matcher(code)
                    .results()
                    .map(match -> match.group(2).strip())
                    .toList();
            return new CorpusAttack(Integer.parseInt(header.get(0)), header.get(1), header.get(2), code);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The modules without which it attacks nothing. */
    Set<String> modules() {
        Set<String> needed = new TreeSet<>();
        if (id != LUAJIT_HAS_FFI) {
            MODULE.matcher(code)
                    .results()
                    .map((MatchResult match) -> match.group(1))
                    .forEach(needed::add);
        }
        return needed;
    }

    /** It succeeds by finding {@code ffi}, which a full library has by intent. */
    boolean asksForFfiOnly() {
        return id == LUAJIT_HAS_FFI;
    }

    boolean fillsTheDisk() {
        return code.contains("1024 do") && category.equals("fs");
    }

    boolean makesManyFiles() {
        return code.contains("200000");
    }

    boolean needsLibrary() {
        return code.contains("@SO@");
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%03d %s: %s", id, category, title);
    }
}
