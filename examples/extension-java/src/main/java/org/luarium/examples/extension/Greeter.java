// SPDX-License-Identifier: Apache-2.0
package org.luarium.examples.extension;

import org.jspecify.annotations.Nullable;

/** What an extension does. */
public interface Greeter {
    /**
     * Greets somebody.
     *
     * @param name the name, if there is one
     * @return the greeting
     */
    String greet(@Nullable String name);
}
