// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.inspect;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.luarium.store.InvalidConfigException;
import org.luarium.store.Lens;
import org.luarium.store.ObjectNotFoundException;
import org.luarium.store.Ref;
import org.luarium.store.StoreAccessException;

/** A file or folder of a realization, named by a configuration or found on the way. */
final class FilePlace extends Place {
    private static final long LONGEST_TEXT = 64 << 20;

    private final Path path;
    private final @Nullable Object value;
    private final @Nullable Ref ref;

    /**
     * Creates a place.
     *
     * @param value what the configuration says here
     * @param ref the realization that the configuration refers to
     */
    FilePlace(String at, Path path, @Nullable Object value, @Nullable Ref ref) {
        super(at);
        this.path = path;
        this.value = value;
        this.ref = ref;
    }

    @Override
    public Lens get(String key) {
        boolean name =
                !key.isEmpty() && !key.equals(".") && !key.equals("..") && key.indexOf('/') < 0 && key.indexOf(0) < 0;
        if (!name || !Files.exists(path.resolve(key), LinkOption.NOFOLLOW_LINKS)) {
            throw missing(key);
        }
        return new FilePlace(next(key), path.resolve(key), null, null);
    }

    @Override
    public List<String> keys() {
        if (!Files.isDirectory(path)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (IOException e) {
            throw new StoreAccessException(path, "it cannot be listed: " + e, e);
        }
    }

    @Override
    public @Nullable Object value() {
        return value == null ? super.value() : value;
    }

    @Override
    public Ref ref() {
        return ref == null ? super.ref() : ref;
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public String text() {
        try {
            if (Files.isDirectory(path)) {
                throw not("text, it is a folder");
            }
            if (Files.size(path) > LONGEST_TEXT) {
                throw new InvalidConfigException(
                        at(), "is larger than " + LONGEST_TEXT + " bytes; read it by its path");
            }
            return new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new ObjectNotFoundException(at());
        } catch (IOException e) {
            throw new StoreAccessException(path, "it cannot be read: " + e, e);
        }
    }
}
