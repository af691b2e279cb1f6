// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.keep;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.luarium.store.Ref;
import org.luarium.store.StoreAccessException;
import org.luarium.store.internal.disk.PathResolver;

/** Symbolic links of people into the store. */
final class StoreLinks {
    private final PathResolver resolver;
    private final Set<Ref.RRef> found = new TreeSet<>();

    private StoreLinks(PathResolver resolver) {
        this.resolver = resolver;
    }

    /**
     * What links point to, in folders at any depth, or single ones, whether straight, through other links, or to something inside an object. A link that is given and leads to a folder
     * elsewhere stands for that folder; those found in folders do not, or a link to {@code /} would have everything searched. A folder that cannot be read stops the search:
     * what is kept there would be removed. A missing one keeps nothing.
     */
    static Set<Ref.RRef> in(Collection<Path> folders, PathResolver resolver) {
        StoreLinks links = new StoreLinks(resolver);
        folders.forEach(links::search);
        return links.found;
    }

    private void search(Path start) {
        try {
            Path top = start;
            if (Files.isSymbolicLink(start)) {
                if (add(start) || !Files.isDirectory(start)) {
                    return;
                }
                top = start.toRealPath();
            }
            if (Files.exists(top)) {
                Files.walkFileTree(top, new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        if (attributes.isSymbolicLink()) {
                            add(file);
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
            }
        } catch (IOException e) {
            throw new StoreAccessException(start, "it cannot be searched for links into the store: " + e, e);
        }
    }

    private boolean add(Path link) {
        return resolver.inside(link).map(found::add).isPresent();
    }
}
