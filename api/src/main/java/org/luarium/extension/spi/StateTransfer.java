// SPDX-License-Identifier: Apache-2.0
package org.luarium.extension.spi;

import org.osgi.annotation.versioning.ConsumerType;

/** Implemented by the main class of an extension that hands its state over to the process that takes its place in a reload. */
@ConsumerType
public interface StateTransfer {
    /**
     * Gives the state away. Called in the old process when no call runs any more and before the new one gets any.
     *
     * @return the state, in a form that the new version understands; at most the size of a frame
     * @throws Exception if there is none to give; the reload fails with it, and the old process goes on
     */
    byte[] snapshotState() throws Exception;

    /**
     * Takes the state over. Called in the new process before it gets any call.
     *
     * @param state what the old process gave
     * @throws Exception if it is of no use; the reload fails with it, and the old process goes on
     */
    void restoreState(byte[] state) throws Exception;
}
