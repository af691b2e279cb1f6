// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.control;

/** What the host asks of a child. */
public interface ChildControl {
    /** The number of this object and of {@link HostControl}. */
    long NUMBER = 0;

    /** Makes the services, with all hooks around that. Called once, before anything else. */
    Loaded load(LoadRequest request) throws Exception;

    /** Gives the state away. */
    byte[] snapshotState() throws Exception;

    /** Takes the state over. */
    void restoreState(byte[] state) throws Exception;

    /** Runs the hook that comes before an orderly end. */
    void stop() throws Exception;
}
