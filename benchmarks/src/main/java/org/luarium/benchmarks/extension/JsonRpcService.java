// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.extension;

import java.util.concurrent.CompletableFuture;
import org.eclipse.lsp4j.jsonrpc.services.JsonRequest;

/** What is called of the peer. */
public interface JsonRpcService {
    @JsonRequest
    CompletableFuture<Integer> add(Pair pair);

    @JsonRequest
    CompletableFuture<Integer> size(String text);

    /** JSON-RPC of this library has one parameter. */
    record Pair(int a, int b) {}
}
