// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.measure;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A repository in the format of LuaRocks: thirty rocks with 222 modules, as many as a well-known test framework has with all that it needs. */
public final class Rocks {
    /** The rock that needs all others. */
    public static final String TOP = "bench-29";

    public static final int COUNT = 30;
    public static final int FILES = 222;

    private static final String VERSION = "1.0-1";

    private Rocks() {}

    /** Writes rocks, rockspecs and the manifest. */
    public static Path write(Path folder) throws IOException {
        Files.createDirectories(folder);
        StringBuilder manifest = new StringBuilder("commands = {}\nmodules = {}\nrepository = {\n");
        for (int i = 0; i < COUNT; i++) {
            String name = "bench-" + i;
            SortedMap<String, byte[]> sources = new TreeMap<>();
            StringBuilder modules = new StringBuilder();
            for (int j = i; j < FILES; j += COUNT) {
                String module = "bench" + i + ".part" + j;
                sources.put("top/part" + j + ".lua", code(module).getBytes(UTF_8));
                modules.append(String.format(Locale.ROOT, "[\"%s\"] = \"part%d.lua\", ", module, j));
            }
            byte[] rockspec =
                    """
                    package = "%s"
                    version = "%s"
                    source = { url = "https://example.org/%s-src.zip", dir = "top" }
                    description = { summary = "A rock for benchmarks", license = "Apache-2.0" }
                    dependencies = { "lua >= 5.1"%s }
                    build = { type = "builtin", modules = { %s } }
                    """.formatted(name, VERSION, name, dependencies(i), modules).getBytes(UTF_8);
            String file = name + "-" + VERSION;
            Files.write(folder.resolve(file + ".rockspec"), rockspec);
            Files.write(
                    folder.resolve(file + ".src.rock"),
                    zip(Map.of(file + ".rockspec", rockspec, name + "-src.zip", zip(sources))));
            manifest.append(String.format(
                    Locale.ROOT,
                    "  [\"%s\"] = { [\"%s\"] = { { arch = \"rockspec\" }, { arch = \"src\" } } },%n",
                    name,
                    VERSION));
        }
        manifest.append("}\n");
        for (String name : List.of("manifest", "manifest-5.1", "manifest-5.2", "manifest-5.3", "manifest-5.4")) {
            Files.writeString(folder.resolve(name), manifest);
        }
        return folder;
    }

    /** Each needs the two before it. */
    private static String dependencies(int number) {
        StringBuilder dependencies = new StringBuilder();
        for (int i = Math.max(0, number - 2); i < number; i++) {
            dependencies.append(", \"bench-").append(i).append(" >= 1.0\"");
        }
        return dependencies.toString();
    }

    private static String code(String module) {
        return "local M = { name = \"" + module + "\" }\n" + "function M.twice(n)\n  return 2 * n\nend\n".repeat(20)
                + "return M\n";
    }

    private static byte[] zip(Map<String, byte[]> files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : new TreeMap<>(files).entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue());
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }
}
