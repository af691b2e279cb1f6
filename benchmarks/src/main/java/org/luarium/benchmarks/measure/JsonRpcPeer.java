// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.measure;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.eclipse.lsp4j.jsonrpc.Launcher;
import org.luarium.benchmarks.extension.JsonRpcChild;
import org.luarium.benchmarks.extension.JsonRpcService;

/** A child JVM that is called by LSP4J over its standard input and output. */
public final class JsonRpcPeer implements AutoCloseable {
    public static final String NAME = "LSP4J over pipes";

    private final ExecutorService threads = Executors.newSingleThreadExecutor();
    private final Process child;
    private final JsonRpcService service;

    public JsonRpcPeer() throws Exception {
        child = ExtensionBench.child(JsonRpcChild.class);
        Launcher<JsonRpcService> launcher = new Launcher.Builder<JsonRpcService>()
                .setLocalService(new Object())
                .setRemoteInterface(JsonRpcService.class)
                .setInput(child.getInputStream())
                .setOutput(child.getOutputStream())
                .setExecutorService(threads)
                .create();
        Future<?> unused = launcher.startListening();
        service = launcher.getRemoteProxy();
    }

    public JsonRpcService service() {
        return service;
    }

    @Override
    public void close() {
        child.destroyForcibly();
        threads.shutdownNow();
    }
}
