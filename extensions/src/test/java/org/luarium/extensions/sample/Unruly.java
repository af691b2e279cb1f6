// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.sample;

import java.util.concurrent.CompletableFuture;

/** An extension that does what it is told, and what it should not. */
public interface Unruly {
    /** Does something by its name; the answer, or the failure. */
    String act(String what, String argument) throws Exception;

    /** Calls the host back. */
    String back(Callback callback, String argument);

    /** Is not answered before the process ends. */
    CompletableFuture<String> never();

    /** Something of the host that can be called. */
    interface Callback {
        String call(String argument);
    }
}
