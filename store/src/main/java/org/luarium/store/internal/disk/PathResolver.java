// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.luarium.store.Ref;

/** Finds the objects that paths and links lead to, whether they are there or not. Follows links one by one, and stops at the first place that is an object. */
public final class PathResolver {
    private static final int MOST_LINKS = 40;

    private final Layout real;

    public PathResolver(Layout layout) {
        this.real = new Layout(real(layout.root()));
    }

    /** The object whose folder, or content, this is, or is a link to. */
    public Optional<Ref.RRef> exactly(Path path) {
        return resolve(path, real::refOf);
    }

    /** The object that this is, or leads into. */
    public Optional<Ref.RRef> inside(Path path) {
        Path objects = real.objects();
        return resolve(
                path,
                place -> place.startsWith(objects) && place.getNameCount() > objects.getNameCount()
                        ? Layout.refOf(place.getName(objects.getNameCount()).toString())
                        : Optional.empty());
    }

    private static Optional<Ref.RRef> resolve(Path path, Function<Path, Optional<Ref.RRef>> test) {
        Path place = place(path);
        for (int links = 0; links <= MOST_LINKS; links++) {
            Optional<Ref.RRef> found = test.apply(place);
            if (found.isPresent() || !Files.isSymbolicLink(place)) {
                return found;
            }
            try {
                place = place(place.resolveSibling(Files.readSymbolicLink(place)));
            } catch (IOException e) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** A path without links, but for its last name. */
    private static Path place(Path path) {
        Path absolute = path.toAbsolutePath();
        Path parent = absolute.getParent();
        Path name = absolute.getFileName();
        if (parent == null || name == null) {
            return absolute;
        }
        if (name.toString().equals(".") || name.toString().equals("..")) {
            return real(absolute);
        }
        return real(parent).resolve(name);
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path.toAbsolutePath().normalize();
        }
    }
}
