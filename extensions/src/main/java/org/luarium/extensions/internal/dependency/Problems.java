// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.dependency;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.aether.collection.DependencyCollectionException;
import org.eclipse.aether.resolution.ArtifactResolutionException;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.resolution.VersionRangeResolutionException;
import org.eclipse.aether.transfer.ArtifactNotFoundException;
import org.eclipse.aether.transfer.ArtifactTransferException;
import org.eclipse.aether.transfer.ChecksumFailureException;
import org.eclipse.aether.transfer.MetadataNotFoundException;
import org.eclipse.aether.transfer.MetadataTransferException;
import org.eclipse.aether.transfer.RepositoryOfflineException;
import org.jspecify.annotations.Nullable;
import org.luarium.extension.DependencyException.Problem;

/** Says in one sentence what Maven Resolver says in a tree of exceptions. */
final class Problems {
    private static final int DEEPEST = 50;

    private final DependencySettings settings;
    private final WebSession web;
    private final TransferLog log;

    Problems(DependencySettings settings, WebSession web, TransferLog log) {
        this.settings = settings;
        this.web = web;
        this.log = log;
    }

    NoClassPathException of(List<Coordinates> wanted, Exception problem) {
        String asked = wanted.stream().map(Coordinates::toString).collect(Collectors.joining(", "));
        List<Throwable> all = all(problem);
        all.forEach(one -> log.add(one.toString()));
        if (Thread.currentThread().isInterrupted()) {
            return error(Problem.INTERRUPTED, asked, "it was interrupted; try again", problem);
        }
        if (web.isOver()) {
            return error(
                    Problem.TOO_SLOW,
                    asked,
                    "it took longer than " + settings.longest() + "; try again, or allow more time",
                    problem);
        }
        Optional<NoClassPathException> refused = first(all, NoClassPathException.class);
        if (refused.isPresent()) {
            return error(
                    refused.get().problem(),
                    refused.get().dependency(),
                    "something that " + asked + " needs: " + refused.get().getMessage(),
                    problem);
        }
        Optional<ChecksumFailureException> checksum = first(all, ChecksumFailureException.class);
        if (checksum.isPresent()) {
            return error(
                    Problem.WRONG_CHECKSUM,
                    subject(all, asked),
                    said(checksum.get()) + "; it was refused, so try another repository or tell its owner",
                    problem);
        }
        Optional<RepositoryOfflineException> offline = first(all, RepositoryOfflineException.class);
        if (offline.isPresent()) {
            return error(
                    Problem.OFFLINE,
                    subject(all, asked),
                    "it is not in the local repository, and nobody may be asked offline; go online once",
                    problem);
        }
        Optional<Throwable> transfer = all.stream().filter(Problems::isTransfer).findFirst();
        if (transfer.isPresent()) {
            return error(
                    Problem.UNREACHABLE,
                    subject(all, asked),
                    said(transfer.get()) + "; check the address of the repository and try again",
                    problem);
        }
        if (all.stream().anyMatch(Problems::isUnknown)) {
            return error(
                    Problem.UNKNOWN,
                    subject(all, asked),
                    settings.repositories().isEmpty()
                            ? "no repository is named; set repositories of the PID org.luarium.extensions"
                            : "none of the repositories has it: " + repositories() + "; check its name and version",
                    problem);
        }
        return error(Problem.FAILED, asked, said(root(problem)) + "; see the output", problem);
    }

    private static boolean isTransfer(Throwable problem) {
        return (problem instanceof ArtifactTransferException && !(problem instanceof ArtifactNotFoundException))
                || (problem instanceof MetadataTransferException && !(problem instanceof MetadataNotFoundException));
    }

    private static boolean isUnknown(Throwable problem) {
        return problem instanceof ArtifactNotFoundException || problem instanceof VersionRangeResolutionException;
    }

    private String repositories() {
        return settings.repositories().stream()
                .map(repository -> repository.id() + "=" + repository.address())
                .collect(Collectors.joining(", "));
    }

    /** The artifact that it is about, which may be one that nobody asked for by name. */
    private static String subject(List<Throwable> all, String asked) {
        return first(all, ArtifactTransferException.class)
                .map(ArtifactTransferException::getArtifact)
                .map(artifact -> artifact.getGroupId() + ":" + artifact.getArtifactId() + ":"
                        + (artifact.getExtension().equals("jar") ? "" : artifact.getExtension() + ":")
                        + artifact.getVersion())
                .orElse(asked);
    }

    private static Throwable root(Throwable problem) {
        Throwable root = problem;
        for (int depth = 0; depth < DEEPEST && root.getCause() != null; depth++) {
            root = root.getCause();
        }
        return root;
    }

    /** In one line. */
    private static String said(Throwable problem) {
        String message = problem.getMessage() == null ? problem.toString() : problem.getMessage();
        return message.strip().replaceAll("\\s*\\R\\s*", "; ");
    }

    private NoClassPathException error(Problem problem, String dependency, String happened, Exception cause) {
        return new NoClassPathException(
                problem,
                dependency,
                "the dependency " + dependency + " cannot be used: " + happened,
                log.text(),
                cause);
    }

    private static <T> Optional<T> first(List<Throwable> all, Class<T> type) {
        return all.stream().filter(type::isInstance).map(type::cast).findFirst();
    }

    /** With causes, and what happened at each repository. */
    private static List<Throwable> all(Throwable problem) {
        List<Throwable> all = new ArrayList<>();
        collect(problem, all, Collections.newSetFromMap(new IdentityHashMap<>()));
        return all;
    }

    private static void collect(@Nullable Throwable problem, List<Throwable> all, Set<Throwable> seen) {
        if (problem == null || !seen.add(problem)) {
            return;
        }
        all.add(problem);
        if (problem instanceof ArtifactResolutionException unresolved) {
            for (ArtifactResult result : unresolved.getResults()) {
                result.getExceptions().forEach(one -> collect(one, all, seen));
            }
        } else if (problem instanceof DependencyCollectionException uncollected) {
            uncollected.getResult().getExceptions().forEach(one -> collect(one, all, seen));
        }
        collect(problem.getCause(), all, seen);
        for (Throwable suppressed : problem.getSuppressed()) {
            collect(suppressed, all, seen);
        }
    }
}
