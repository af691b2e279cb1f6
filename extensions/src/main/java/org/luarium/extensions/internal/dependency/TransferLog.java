// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.dependency;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.eclipse.aether.AbstractRepositoryListener;
import org.eclipse.aether.RepositoryEvent;
import org.eclipse.aether.transfer.AbstractTransferListener;
import org.eclipse.aether.transfer.TransferCancelledException;
import org.eclipse.aether.transfer.TransferEvent;
import org.eclipse.aether.transfer.TransferResource;

/** What was asked of repositories and what they answered; the last lines are for errors, all of them for the log of the store. Thread-safe. */
final class TransferLog {
    private static final int MOST_LINES = 200;
    private static final int LONGEST_LINE = 1000;

    private final PrintStream log;
    private final Deque<String> last = new ArrayDeque<>(); // guarded by this

    TransferLog(OutputStream log) {
        this.log = new PrintStream(log, true, StandardCharsets.UTF_8);
    }

    synchronized void add(String line) {
        String printed = line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + "…";
        log.println(printed);
        if (last.size() == MOST_LINES) {
            last.removeFirst();
        }
        last.add(printed);
    }

    /** The last lines. */
    synchronized String text() {
        return String.join("\n", last);
    }

    AbstractTransferListener transfers(WebSession web) {
        return new AbstractTransferListener() {
            @Override
            public void transferInitiated(TransferEvent event) throws TransferCancelledException {
                try {
                    web.check();
                } catch (IOException e) {
                    throw new TransferCancelledException(e.getMessage(), e);
                }
            }

            @Override
            public void transferSucceeded(TransferEvent event) {
                add("fetched " + address(event) + ", " + event.getTransferredBytes() + " bytes");
            }

            @Override
            public void transferFailed(TransferEvent event) {
                add("failed  " + address(event) + ": " + event.getException().getMessage());
            }

            @Override
            public void transferCorrupted(TransferEvent event) {
                add("wrong   " + address(event) + ": " + event.getException().getMessage());
            }
        };
    }

    private static String address(TransferEvent event) {
        TransferResource resource = event.getResource();
        return resource.getRepositoryUrl() + resource.getResourceName();
    }

    AbstractRepositoryListener descriptions() {
        return new AbstractRepositoryListener() {
            @Override
            public void artifactDescriptorInvalid(RepositoryEvent event) {
                add("invalid description of " + event.getArtifact() + ": "
                        + event.getException().getMessage());
            }

            @Override
            public void artifactDescriptorMissing(RepositoryEvent event) {
                add("no description of " + event.getArtifact() + ", so it depends on nothing");
            }
        };
    }
}
