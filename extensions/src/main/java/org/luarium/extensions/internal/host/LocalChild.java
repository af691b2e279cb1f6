// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.luarium.extensions.internal.child.ExtensionHost;
import org.luarium.extensions.internal.rpc.MemoryPipe;
import org.luarium.extensions.internal.rpc.PeerOptions;
import org.luarium.extensions.internal.rpc.Watch;
import org.luarium.isolate.ConfinementReport;
import org.luarium.isolate.IsolateUsage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The child runtime within this JVM, with a class loader of its own and nothing to confine it. */
final class LocalChild implements Child {
    private static final Logger log = LoggerFactory.getLogger(LocalChild.class);

    private final MemoryPipe toChild = new MemoryPipe();
    private final MemoryPipe toHost = new MemoryPipe();
    private final ExtensionHost runtime;

    LocalChild(PeerOptions options, Watch watch) throws IOException {
        runtime = new ExtensionHost(options, toChild.input(), toHost.output(), watch);
    }

    @Override
    public InputStream input() {
        return toHost.input();
    }

    @Override
    public OutputStream output() {
        return toChild.output();
    }

    @Override
    public CompletableFuture<String> end() {
        return runtime.end().thenApply(why -> "its link was closed");
    }

    @Override
    public OptionalLong pid() {
        return OptionalLong.empty();
    }

    @Override
    public Optional<ConfinementReport> confinement() {
        return Optional.empty();
    }

    @Override
    public IsolateUsage usage() {
        return IsolateUsage.NONE;
    }

    @Override
    public void terminate() {
        close();
    }

    @Override
    public void close() {
        try {
            runtime.close();
        } catch (IOException e) {
            log.debug("A class loader was not closed", e);
        }
    }
}
