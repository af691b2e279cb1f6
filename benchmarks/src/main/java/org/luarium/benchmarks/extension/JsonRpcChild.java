// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.extension;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.lsp4j.jsonrpc.Launcher;

/** The peer: LSP4J over the same kind of pipes. */
public final class JsonRpcChild implements JsonRpcService {
    private JsonRpcChild() {}

    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (FileInputStream in = new FileInputStream(FileDescriptor.in);
                FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
            new Launcher.Builder<JsonRpcService>()
                    .setLocalService(new JsonRpcChild())
                    .setRemoteInterface(JsonRpcService.class)
                    .setInput(in)
                    .setOutput(out)
                    .setExecutorService(threads)
                    .create()
                    .startListening()
                    .get();
        } finally {
            threads.shutdownNow();
        }
    }

    @Override
    public CompletableFuture<Integer> add(Pair pair) {
        return CompletableFuture.completedFuture(pair.a() + pair.b());
    }

    @Override
    public CompletableFuture<Integer> size(String text) {
        return CompletableFuture.completedFuture(text.length());
    }
}
