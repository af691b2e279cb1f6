// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.dependency;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.ToolProvider;

/** A repository in a folder, with libraries that are compiled for it. */
final class MavenRepository {
    /** Two libraries that no class path can have both. */
    static final String ONE = "package lib; public final class Lib { public static String name() { return \"one\"; } }";

    static final String TWO = "package lib; public final class Lib { public static int number() { return 2; } }";
    static final String USES_ONE =
            "package app; public final class App { public static void main(String[] a) { System.out.print(lib.Lib.name()); } }";
    static final String USES_TWO =
            "package app; public final class App { public static void main(String[] a) { System.out.print(lib.Lib.number()); } }";

    private static final Map<String, byte[]> JARS = new ConcurrentHashMap<>();

    final Path folder;
    private final Path work;

    /** An empty one; libraries are compiled beside it. */
    MavenRepository(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        work = Files.createDirectories(folder.resolveSibling(folder.getFileName() + "-work"));
    }

    /** lib 1.0 and 2.0, and applications that need one each. */
    static MavenRepository ofLibraries(Path folder) throws IOException {
        MavenRepository repository = new MavenRepository(folder);
        repository.publish("test:lib:1.0", ONE);
        repository.publish("test:lib:2.0", TWO);
        repository.publish("test:app:1.0", USES_ONE, "test:lib:1.0");
        repository.publish("test:app:2.0", USES_TWO, "test:lib:2.0");
        return repository;
    }

    RepositoryAddress address() {
        return new RepositoryAddress("test", folder.toUri());
    }

    /** Compiles a class against what it depends on, and puts it here. */
    void publish(String coordinates, String source, String... dependencies) throws IOException {
        publish(coordinates, jar(source, dependencies), pom(coordinates, dependencies));
    }

    void publish(String coordinates, byte[] jar, String pom) throws IOException {
        put(file(coordinates, "jar"), jar);
        put(file(coordinates, "pom"), pom.getBytes(UTF_8));
    }

    void publishPom(String coordinates, String pom) throws IOException {
        put(file(coordinates, "pom"), pom.getBytes(UTF_8));
    }

    Path file(String coordinates, String extension) {
        String[] parts = coordinates.split(":", -1);
        return folder.resolve(parts[0].replace('.', '/'))
                .resolve(parts[1])
                .resolve(parts[2])
                .resolve(parts[1] + "-" + parts[2] + "." + extension);
    }

    /** A class in a jar; the same bytes for the same source. */
    byte[] jar(String source, String... dependencies) throws IOException {
        byte[] known = JARS.get(source);
        if (known == null) {
            known = compile(source, dependencies);
            JARS.put(source, known);
        }
        return known;
    }

    private byte[] compile(String source, String... dependencies) throws IOException {
        Path classes = Files.createTempDirectory(work, "classes");
        String name = source.replaceAll("(?s).*?class (\\w+).*", "$1");
        Path file = Files.writeString(Files.createTempDirectory(work, "source").resolve(name + ".java"), source);
        List<String> arguments = new ArrayList<>(List.of("-proc:none", "--release", "17", "-d", classes.toString()));
        if (dependencies.length > 0) {
            arguments.add("-cp");
            arguments.add(String.join(
                    ":",
                    Stream.of(dependencies)
                            .map(one -> file(one, "jar").toString())
                            .toList()));
        }
        arguments.add(file.toString());
        if (ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)) != 0) {
            throw new IOException("the library does not compile");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes);
                Stream<Path> files = Files.walk(classes)) {
            for (Path one : files.filter(Files::isRegularFile).sorted().toList()) {
                ZipEntry entry = new ZipEntry(classes.relativize(one).toString());
                entry.setTime(0);
                zip.putNextEntry(entry);
                zip.write(Files.readAllBytes(one));
            }
        }
        return bytes.toByteArray();
    }

    static String pom(String coordinates, String... dependencies) {
        StringBuilder text = new StringBuilder();
        for (String dependency : dependencies) {
            text.append("<dependency>").append(names(dependency)).append("</dependency>");
        }
        return "<project><modelVersion>4.0.0</modelVersion>" + names(coordinates) + "<dependencies>" + text
                + "</dependencies></project>";
    }

    private static String names(String coordinates) {
        String[] parts = coordinates.split(":", -1);
        return "<groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version>"
                .formatted(parts[0], parts[1], parts[2]);
    }

    /** A file with its checksums. */
    static void put(Path file, byte[] content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, content);
        checksum(file, "sha1", "SHA-1", content);
        checksum(file, "sha256", "SHA-256", content);
    }

    private static void checksum(Path file, String suffix, String algorithm, byte[] content) throws IOException {
        Files.writeString(file.resolveSibling(file.getFileName() + "." + suffix), hash(algorithm, content));
    }

    static String hash(String algorithm, byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
