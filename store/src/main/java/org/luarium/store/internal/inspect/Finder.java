// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.inspect;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.luarium.store.Query;
import org.luarium.store.Realization;
import org.luarium.store.Ref;
import org.luarium.store.Stage;
import org.luarium.store.StoreAccessException;
import org.luarium.store.internal.disk.Disk;
import org.luarium.store.internal.disk.Entry;
import org.luarium.store.internal.plan.Instantiation;

/** Looks for realizations. Conditions that cost more are asked later. */
public final class Finder {
    private final Disk disk;

    public Finder(Disk disk) {
        this.disk = disk;
    }

    /** See {@link org.luarium.store.Store#find(Query)}. */
    public List<Realization> find(Query query) {
        Predicate<Realization> condition = named(query.nameGlob())
                .and(one -> one.started().isAfter(query.newerThan()))
                .and(query.stage().map(this::targeted).orElse(one -> true))
                .and(query.pathGlob().isEmpty() ? one -> true : containing(query.pathGlob()));
        disk.refresh();
        return disk.objects().stream()
                .map(Entry::realization)
                .filter(condition)
                .sorted((a, b) -> a.ref().compareTo(b.ref()))
                .toList();
    }

    private static Predicate<Realization> named(String glob) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
        }
        Predicate<String> matches = Pattern.compile(regex.toString()).asMatchPredicate();
        return one -> matches.test(one.ref().name());
    }

    /** Instantiating is what runs a stage; writing down what it derives is another step, which is left out here. */
    private Predicate<Realization> targeted(Stage<?> stage) {
        Set<Ref.DRef> targets =
                new HashSet<>(Instantiation.of(this, stage).closure().targets());
        return one -> targets.contains(one.ref().dref());
    }

    private static Predicate<Realization> containing(String glob) {
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
        return one -> contains(one.path(), matcher);
    }

    private static boolean contains(Path tree, PathMatcher matcher) {
        boolean[] found = new boolean[1];
        try {
            Files.walkFileTree(tree, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    return folder.equals(tree) ? FileVisitResult.CONTINUE : visitFile(folder, attributes);
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    found[0] = matcher.matches(tree.relativize(file));
                    return found[0] ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
                }
            });
        } catch (NoSuchFileException e) {
            return false; // collected meanwhile
        } catch (IOException e) {
            throw new StoreAccessException(tree, "it cannot be searched: " + e, e);
        }
        return found[0];
    }
}
