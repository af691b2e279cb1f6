// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles sources, which may use the other bundles of the same directory, and packs them. */
final class TestBundle {
    private final Path directory;
    private final String name;
    private final List<JavaFileObject> sources = new ArrayList<>();
    private final Map<String, byte[]> resources = new TreeMap<>();

    TestBundle(Path directory, String name) {
        this.directory = directory;
        this.name = name;
    }

    String name() {
        return name;
    }

    TestBundle with(String type, String source) {
        String packageName = type.substring(0, type.lastIndexOf('.'));
        String text = "package " + packageName + "; " + source;
        sources.add(
                new SimpleJavaFileObject(
                        URI.create("mem:///" + type.replace('.', '/') + ".java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return text;
                    }
                });
        return this;
    }

    TestBundle with(String entry, byte[] content) {
        resources.put(entry, content);
        return this;
    }

    Path build(Map<String, String> headers) throws IOException {
        Path classes = Files.createDirectory(directory.resolve(name));
        compile(classes);
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.forEach(manifest.getMainAttributes()::putValue);
        Path jar = directory.resolve(name + ".jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out, manifest);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                entries.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, entries);
            }
            for (Map.Entry<String, byte[]> resource : resources.entrySet()) {
                entries.putNextEntry(new JarEntry(resource.getKey()));
                entries.write(resource.getValue());
            }
        }
        return jar;
    }

    private void compile(Path classes) throws IOException {
        if (sources.isEmpty()) {
            return;
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> options = List.of("-proc:none", "-d", classes.toString(), "-cp", classPath());
        if (!compiler.getTask(null, null, null, options, null, sources).call()) {
            throw new IllegalStateException("The sources of " + name + " do not compile");
        }
    }

    private String classPath() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return Stream.concat(
                            files.filter(Files::isDirectory).map(Path::toString),
                            Stream.of(System.getProperty("java.class.path")))
                    .collect(Collectors.joining(System.getProperty("path.separator")));
        }
    }
}
