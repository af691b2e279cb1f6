// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.disk;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.luarium.store.InvalidReferenceException;
import org.luarium.store.Ref;

/** Where everything is in the folder of a store. */
public record Layout(Path root) {
    static final String TREE = "tree";
    static final String MANIFEST = "manifest";

    private static final String RREF = "rref:";

    public Path format() {
        return root.resolve("format");
    }

    public Path lock() {
        return root.resolve("lock");
    }

    public Path journal() {
        return root.resolve("journal");
    }

    /** Who closed the store last, and how. */
    public Path state() {
        return root.resolve("state");
    }

    /** The next {@link #state}. */
    Path draft() {
        return root.resolve("state.new");
    }

    public Path objects() {
        return root.resolve("objects");
    }

    /** Where objects are made. */
    public Path staging() {
        return root.resolve("tmp");
    }

    /** Where objects are on their way out. */
    public Path trash() {
        return root.resolve("trash");
    }

    public Path attempts() {
        return root.resolve("attempts");
    }

    public Path leases() {
        return root.resolve("leases");
    }

    public Path roots() {
        return root.resolve("roots");
    }

    public Path profiles() {
        return root.resolve("profiles");
    }

    /** Files that are being fetched. */
    public Path fetching() {
        return root.resolve("fetch");
    }

    List<Path> folders() {
        return List.of(objects(), staging(), trash(), attempts(), leases(), roots(), profiles(), fetching());
    }

    /** Whether a name at the top of the folder is one of the store's own. */
    public boolean isOwn(String name) {
        return folders().stream().anyMatch(folder -> folder.endsWith(name))
                || List.of(format(), lock(), journal(), state(), draft()).stream()
                        .anyMatch(file -> file.endsWith(name))
                || name.startsWith("journal.");
    }

    public Path object(Ref.RRef ref) {
        return objects().resolve(folder(ref));
    }

    /** The name of the folder of an object. */
    static String folder(Ref.RRef ref) {
        return ref.digest() + "-" + ref.dref().digest() + "-" + ref.name();
    }

    public Path tree(Ref.RRef ref) {
        return object(ref).resolve(TREE);
    }

    public Path manifest(Ref.RRef ref) {
        return object(ref).resolve(MANIFEST);
    }

    /** The inverse of {@link #object}, for a name in the folder of objects. */
    static Optional<Ref.RRef> refOf(String folder) {
        try {
            return Optional.of(Ref.RRef.parse(RREF + folder));
        } catch (InvalidReferenceException e) {
            return Optional.empty();
        }
    }

    /** The inverse of {@link #tree} and {@link #object}; empty for every other path. */
    public Optional<Ref.RRef> refOf(Path path) {
        Path folder = path.endsWith(TREE) ? path.getParent() : path;
        if (folder == null || folder.getFileName() == null || !objects().equals(folder.getParent())) {
            return Optional.empty();
        }
        return refOf(folder.getFileName().toString());
    }
}
