// SPDX-License-Identifier: Apache-2.0
package org.luarium.isolate;

/**
 * One finding of {@link IsolateManager#diagnose()}.
 *
 * @param layer what was checked
 * @param state how it is
 * @param detail what was seen
 * @param remedy what to do, or an empty text
 */
public record Diagnosis(String layer, State state, String detail, String remedy) {
    /** How a layer is. */
    public enum State {
        /** It works. */
        OK,
        /** It is not there, and most uses do without. */
        OPTIONAL,
        /** It works, with something missing. */
        DEGRADED,
        /** It does not work. */
        MISSING
    }
}
