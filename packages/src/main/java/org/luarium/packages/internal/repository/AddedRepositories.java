// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.repository;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The repositories that were added, a small file each, so that the processes of one home see what each other adds and
 * removes without locks. Thread-safe.
 */
final class AddedRepositories {
    private static final Logger log = LoggerFactory.getLogger(AddedRepositories.class);
    private static final String SUFFIX = ".repository";
    private static final int LARGEST = 64 << 10;

    private final Path folder;

    AddedRepositories(Path folder) {
        this.folder = requireNonNull(folder, "folder");
    }

    List<RepositorySpec> list() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<RepositorySpec> specs = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(AddedRepositories::isOne).sorted().toList()) {
                read(file, specs);
            }
        } catch (UncheckedIOException e) {
            throw requireNonNull(e.getCause(), "a cause");
        }
        return specs;
    }

    private static boolean isOne(Path file) {
        return file.toString().endsWith(SUFFIX) && LooseFile.isRegular(file);
    }

    private void read(Path file, List<RepositorySpec> specs) throws IOException {
        try {
            if (Files.size(file) > LARGEST) {
                log.warn("{} is ignored: it is too large to be a repository that was added; remove it", file);
                return;
            }
            Properties properties = new Properties();
            properties.load(new StringReader(Files.readString(file)));
            RepositorySpec spec = RepositorySpec.of(properties);
            if (file(spec.name()).equals(file)) {
                specs.add(spec);
            } else {
                log.warn("{} is ignored: it has the name of another repository; remove it", file);
            }
        } catch (NoSuchFileException e) {
            log.debug("{} was removed meanwhile", file);
        } catch (CharacterCodingException | IllegalArgumentException e) {
            log.warn("{} is ignored: it is damaged; remove it and add the repository again", file, e);
        }
    }

    void add(RepositorySpec spec) throws IOException {
        StringWriter text = new StringWriter();
        spec.toProperties().store(text, null);
        SafeFile.write(file(spec.name()), text.toString());
    }

    boolean remove(String name) throws IOException {
        return Files.deleteIfExists(file(name));
    }

    private Path file(String name) {
        return folder.resolve(name + SUFFIX);
    }
}
