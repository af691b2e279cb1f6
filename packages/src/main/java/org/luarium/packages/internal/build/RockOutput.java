// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.build;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.luarium.packages.RockBuildException;
import org.luarium.packages.internal.rockspec.ModuleName;
import org.luarium.packages.internal.rockspec.Rockspec;

/** The files of a rock that was built. */
final class RockOutput {
    private static final int HEAD = 512;

    private final Rockspec rockspec;
    private final Path out;

    RockOutput(Rockspec rockspec, Path out) {
        this.rockspec = rockspec;
        this.out = out;
    }

    Path share(String path) {
        return out.resolve(Layout.SHARE).resolve(path);
    }

    Path lib(String path) {
        return out.resolve(Layout.LIB).resolve(path);
    }

    Path of(String folder) {
        return out.resolve(folder);
    }

    /** The place of a program: one in Lua is kept apart, as it needs the modules of its environment, unless its rock says otherwise. */
    Path program(Path file, String path) throws IOException {
        boolean script = rockspec.build().launchers() && isLua(file);
        Path other = of(script ? Layout.BIN : Layout.SCRIPT).resolve(path);
        if (Files.exists(other, NOFOLLOW_LINKS)) {
            throw problem("two of its programs are called '" + path + "'");
        }
        return of(script ? Layout.SCRIPT : Layout.BIN).resolve(path);
    }

    private static boolean isLua(Path file) throws IOException {
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(HEAD);
        }
        String text = new String(head, ISO_8859_1);
        if (text.startsWith("#!")) {
            return text.lines().findFirst().orElse("").contains("lua");
        }
        return text.indexOf(0) < 0 && !text.startsWith("\u001b");
    }

    /** Checks what is there, and writes down what it is. */
    void finish() throws IOException {
        NavigableSet<String> modules = new TreeSet<>();
        Map<String, String> seen = new HashMap<>();
        List<Path> files;
        try (Stream<Path> walk = Files.walk(out)) {
            files = walk.filter(path -> !path.equals(out)).sorted().toList();
        }
        for (Path file : files) {
            String path = out.relativize(file).toString();
            String twin = seen.put(fold(path), path);
            if (twin != null) {
                throw problem("its files '" + twin + "' and '" + path + "' differ in case only");
            }
            Layout.module(path).ifPresent(modules::add);
        }
        for (String module : modules) {
            if (!ModuleName.isValid(module)) {
                throw problem("'" + module + "' is not the name of a module");
            }
            if (ModuleName.isReserved(module, rockspec.name())) {
                throw problem("its module '" + module + "' would take the place of one that belongs to Lua or Luarium");
            }
        }
        write(modules);
    }

    private static String fold(String path) {
        return Normalizer.normalize(path, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }

    private void write(NavigableSet<String> modules) throws IOException {
        try (OutputStream file = Files.newOutputStream(out.resolve(Layout.DESCRIPTION));
                JsonGenerator json = new JsonFactory().createGenerator(file)) {
            json.writeStartObject();
            json.writeStringField("name", rockspec.name().text());
            json.writeStringField("version", rockspec.version().toString());
            json.writeStringField("summary", rockspec.description().summary());
            json.writeStringField("licence", rockspec.description().licence());
            json.writeArrayFieldStart("modules");
            for (String module : modules) {
                json.writeString(module);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private RockBuildException problem(String text) {
        return new RockBuildException(rockspec.toString(), text, null);
    }
}
