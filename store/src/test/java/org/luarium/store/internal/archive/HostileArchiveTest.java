// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.luarium.store.internal.archive.Archives.end;
import static org.luarium.store.internal.archive.Archives.file;
import static org.luarium.store.internal.archive.Archives.folder;
import static org.luarium.store.internal.archive.Archives.gzip;
import static org.luarium.store.internal.archive.Archives.hardLink;
import static org.luarium.store.internal.archive.Archives.join;
import static org.luarium.store.internal.archive.Archives.link;
import static org.luarium.store.internal.archive.Archives.pax;
import static org.luarium.store.internal.archive.Archives.record;
import static org.luarium.store.internal.archive.Archives.special;
import static org.luarium.store.internal.archive.Archives.tar;
import static org.luarium.store.internal.archive.Archives.zip;
import static org.luarium.store.internal.archive.HostileCase.refuses;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class HostileArchiveTest {
    private static final byte[] NONE = new byte[0];
    private static final byte[] X = "x".getBytes(UTF_8);

    @TempDir
    Path folder;

    private static HostileCase named(String name, String... expected) {
        return refuses("tar with " + Names.shown(name), join(record(name, '0', "", 1, X), end()), expected);
    }

    static Stream<HostileCase> names() {
        return Stream.of(
                named("/etc/passwd", "'/etc/passwd'", "absolute"),
                named("../x", "'../x'", "'..'"),
                named("a/../../x", "'..'"),
                named("a/..", "'..'"),
                named("C:/x", "absolute"),
                named("c:x", "absolute"),
                named("a\\..\\..\\x", "backslash"),
                named("\u001b[31m/../x", "'\\u001b[31m/../x'"),
                named("x".repeat(99) + "/", "content"),
                refuses("zip with ..", zip(zip -> file(zip, "../x", "x")), "'../x'", "'..'"),
                refuses("zip with /", zip(zip -> file(zip, "/x", "x")), "absolute"),
                refuses("zip with backslash", renamed("..Yx", "..\\x", 0100644), "'..\\x'", "backslash"),
                refuses("zip of DOS with \\", zip(zip -> file(zip, "..\\x", "x", 0)), "'..'"),
                refuses("zip with drive", zip(zip -> file(zip, "D:\\x", "x", 0)), "absolute"),
                refuses("zip with NUL", zip(zip -> file(zip, "a\0b", "x")), "NUL"),
                refuses("PAX name with NUL", paxNamed("a\0b"), "NUL"),
                refuses("PAX name with ..", paxNamed("../b"), "'..'"),
                refuses("PAX name too long", paxNamed("b/".repeat(150) + "c"), "longer than 300"),
                refuses("PAX name of one long part", paxNamed("b".repeat(256)), "longer than 255"),
                refuses(
                        "global PAX name with ..",
                        join(pax('g', "path", "../b"), record("a", '0', "", 1, X), end()),
                        "'..'"),
                refuses("deep name", paxNamed("b/".repeat(10) + "c"), "10 folders deep"),
                refuses("GNU name with ..", gnuNamed("../" + "x".repeat(200)), "'..'"),
                refuses("GNU name that is empty", gnuNamed("\0"), "empty"),
                refuses("the target itself", tar(tar -> file(tar, "./.", "x")), "target folder itself"));
    }

    private static byte[] paxNamed(String name) {
        return join(pax('x', "path", name), record("a", '0', "", 1, X), end());
    }

    private static byte[] gnuNamed(String name) {
        byte[] bytes = name.getBytes(UTF_8);
        return join(record("././@LongLink", 'L', "", bytes.length, bytes), record("a", '0', "", 1, X), end());
    }

    static Stream<HostileCase> links() {
        return Stream.of(
                refuses("absolute link", tar(tar -> link(tar, "a", "/etc/passwd")), "'a'", "absolute"),
                refuses("link outside", tar(tar -> link(tar, "a/b", "../../x")), "'a/b'", "outside"),
                refuses("link to parent of target", tar(tar -> link(tar, "a", "..")), "outside"),
                refuses(
                        "PAX link outside",
                        join(pax('x', "linkpath", "../x"), record("a", '2', "b", 0, NONE), end()),
                        "outside"),
                refuses(
                        "PAX hard link that is absolute",
                        join(pax('x', "linkpath", "/etc/passwd"), record("a", '1', "b", 0, NONE), end()),
                        "absolute"),
                refuses(
                        "PAX link with NUL",
                        join(pax('x', "linkpath", "b\0c"), record("a", '2', "b", 0, NONE), end()),
                        "NUL"),
                refuses(
                        "GNU link outside",
                        join(
                                record("././@LongLink", 'K', "", 4, "../x".getBytes(UTF_8)),
                                record("a", '2', "b", 0, NONE),
                                end()),
                        "outside"),
                refuses("empty link", join(record("a", '2', "", 0, NONE), end()), "empty"),
                refuses("link outside in zip", zip(zip -> file(zip, "a", "../x", 0120777)), "outside"),
                refuses("huge link in zip", zip(zip -> file(zip, "a", "x".repeat(301), 0120777)), "longer than 300"),
                refuses(
                        "link outside by another",
                        tar(tar -> {
                            link(tar, "a/b/up", "../..");
                            link(tar, "a/b/out", "up/../x");
                        }),
                        "'a/b/out'",
                        "outside"),
                refuses(
                        "link outside by a later one",
                        tar(tar -> {
                            link(tar, "a/b/out", "up/../x");
                            link(tar, "a/b/up", "../..");
                        }),
                        "'a/b/out'",
                        "outside"),
                refuses(
                        "circle of links",
                        tar(tar -> {
                            link(tar, "a", "b");
                            link(tar, "b", "a");
                        }),
                        "circle"),
                refuses(
                        "file through a link",
                        tar(tar -> {
                            link(tar, "a", "b");
                            file(tar, "a/x", "x");
                        }),
                        "'a/x'",
                        "through the link 'a'"),
                refuses(
                        "file through a link in zip",
                        zip(zip -> {
                            file(zip, "a", "b", 0120777);
                            file(zip, "a/x", "x");
                        }),
                        "through the link 'a'"),
                refuses(
                        "file onto a link",
                        tar(tar -> {
                            link(tar, "a", "b");
                            file(tar, "a", "x");
                        }),
                        "twice"),
                refuses(
                        "link onto a file",
                        tar(tar -> {
                            file(tar, "a", "x");
                            link(tar, "a", "b");
                        }),
                        "twice"),
                refuses(
                        "link onto a folder",
                        tar(tar -> {
                            file(tar, "a/b", "x");
                            link(tar, "a", "b");
                        }),
                        "both a folder"),
                refuses("hard link outside", tar(tar -> hardLink(tar, "a", "../x")), "'..'"),
                refuses("absolute hard link", join(record("a", '1', "/etc/passwd", 0, NONE), end()), "absolute"),
                refuses("hard link to nothing", tar(tar -> hardLink(tar, "a", "b")), "no file before it"),
                refuses("hard link to itself", tar(tar -> hardLink(tar, "a", "a")), "no file before it"),
                refuses(
                        "hard link to a folder",
                        tar(tar -> {
                            folder(tar, "b/");
                            hardLink(tar, "a", "b");
                        }),
                        "no file before it"),
                refuses(
                        "hard link through a link",
                        tar(tar -> {
                            link(tar, "b", "c");
                            hardLink(tar, "a", "b/x");
                        }),
                        "no file before it"),
                refuses(
                        "hard link with content",
                        join(record("b", '0', "", 1, X), record("a", '1', "b", 1, X), end()),
                        "content"));
    }

    static Stream<HostileCase> kinds() {
        return Stream.of(
                refuses(
                        "file twice",
                        tar(tar -> {
                            file(tar, "a", "x");
                            file(tar, "./a", "y");
                        }),
                        "'./a'",
                        "twice"),
                refuses(
                        "file twice in zip",
                        zip(zip -> {
                            file(zip, "a", "x");
                            file(zip, "a", "y");
                        }),
                        "twice"),
                refuses(
                        "file then folder",
                        tar(tar -> {
                            file(tar, "a", "x");
                            folder(tar, "a/");
                        }),
                        "both a file and a folder"),
                refuses(
                        "folder then file",
                        tar(tar -> {
                            folder(tar, "a/");
                            file(tar, "a", "x");
                        }),
                        "both a folder"),
                refuses(
                        "file below a file",
                        tar(tar -> {
                            file(tar, "a", "x");
                            file(tar, "a/b", "x");
                        }),
                        "both a file and a folder"),
                refuses("folder with content", join(record("a", '5', "", 1, X), end()), "content"),
                refuses("device of blocks", tar(tar -> special(tar, "a", TarConstants.LF_BLK, "")), "device"),
                refuses("device of characters", tar(tar -> special(tar, "a", TarConstants.LF_CHR, "")), "device"),
                refuses("FIFO", tar(tar -> special(tar, "a", TarConstants.LF_FIFO, "")), "FIFO"),
                refuses("unknown type", join(record("a", 'Z', "", 0, NONE), end()), "unknown type"),
                refuses("device in zip", zip(zip -> file(zip, "a", "", 0060644)), "device"),
                refuses("folder without slash in zip", zip(zip -> file(zip, "a", "", 0040755)), "both"),
                refuses("folder with content in zip", renamed("ab", "a/", 0), "content"),
                refuses("not an archive", "#!/bin/sh\n".getBytes(UTF_8), "neither tar, tar.gz nor zip"),
                refuses("empty file", NONE, "neither tar, tar.gz nor zip"),
                refuses("gzip of something else", gzip("hello".getBytes(UTF_8)), "holds no tar"));
    }

    /** A zip with a name that commons-compress would not write. */
    private static byte[] renamed(String from, String to, int mode) {
        byte[] zip = zip(z -> file(z, from, "content", mode));
        replace(zip, from, to);
        return zip;
    }

    private static void replace(byte[] data, String from, String to) {
        String text = new String(data, java.nio.charset.StandardCharsets.ISO_8859_1).replace(from, to);
        System.arraycopy(text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1), 0, data, 0, data.length);
    }

    @ParameterizedTest
    @MethodSource({"names", "links", "kinds"})
    void refusesWithoutLeavingAnything(HostileCase hostile) throws IOException {
        hostile.check(folder);
    }
}
