// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.host;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** A call of an extension, for a recording of the JVM that asks for it. */
@Name("org.luarium.ExtensionCall")
@Label("Extension call")
@Category("Luarium")
@Enabled(false)
@StackTrace(false)
final class CallEvent extends Event {
    @Label("Extension")
    @Nullable
    String extension;

    @Label("Method")
    @Nullable
    String method;

    @Label("Time")
    @Timespan(Timespan.NANOSECONDS)
    long nanos;

    @Label("Sent")
    @DataAmount
    long sentBytes;

    @Label("Received")
    @DataAmount
    long receivedBytes;

    @Label("Failed")
    boolean failed;

    static void commit(
            String extension, String method, long nanos, long sentBytes, long receivedBytes, boolean failed) {
        CallEvent event = new CallEvent();
        if (event.shouldCommit()) {
            event.extension = extension;
            event.method = method;
            event.nanos = nanos;
            event.sentBytes = sentBytes;
            event.receivedBytes = receivedBytes;
            event.failed = failed;
            event.commit();
        }
    }
}
