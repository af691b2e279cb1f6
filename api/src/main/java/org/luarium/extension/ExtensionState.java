// SPDX-License-Identifier: Apache-2.0
package org.luarium.extension;

/** Where an extension is in its life. */
public enum ExtensionState {
    /** Its process is being started for the first time. */
    STARTING,
    /** It can be called. */
    READY,
    /** Its process has ended, and another one will be started. It cannot be called until then, unless it waits for a call to be started. */
    RESTARTING,
    /** It was stopped. */
    STOPPED,
    /** It has failed, and is not started again. */
    FAILED
}
