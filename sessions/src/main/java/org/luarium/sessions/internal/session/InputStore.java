// SPDX-License-Identifier: Apache-2.0
package org.luarium.sessions.internal.session;

import java.util.List;

/** Where inputs survive until they are done with. Not thread-safe. */
interface InputStore extends AutoCloseable {
    /** Keeps nothing. */
    InputStore NONE = new InputStore() {};

    /** Keeps an input; once this has returned, it is not lost. */
    default void add(Input input) {}

    /** Says which are still needed; others may go. */
    default void keepOnly(List<Input> needed) {}

    @Override
    default void close() {}
}
