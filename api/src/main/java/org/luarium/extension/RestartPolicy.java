// SPDX-License-Identifier: Apache-2.0
package org.luarium.extension;

/** What happens when the process of an extension ends by itself. */
public enum RestartPolicy {
    /** Nothing: the extension has failed. */
    NEVER,
    /** It is started again, after a pause that doubles up to 30 s; five ends within a minute are a failure. */
    ON_FAILURE,
    /** It is started again by the next call, which waits for that. */
    ON_DEMAND
}
