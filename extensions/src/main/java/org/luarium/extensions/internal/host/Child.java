// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.host;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.luarium.isolate.ConfinementReport;
import org.luarium.isolate.IsolateUsage;

/** Where the child runtime runs. Thread-safe, but for the streams. */
interface Child extends AutoCloseable {
    InputStream input();

    OutputStream output();

    /** Completed with how it ended. */
    CompletableFuture<String> end();

    OptionalLong pid();

    Optional<ConfinementReport> confinement();

    IsolateUsage usage();

    /** Asks it to end, by a signal. */
    void terminate();

    /** Ends it at once and frees what it held. */
    @Override
    void close();
}
