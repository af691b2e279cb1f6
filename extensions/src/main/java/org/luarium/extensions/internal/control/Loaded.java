// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.control;

import java.util.List;

/**
 * What a child has loaded.
 *
 * @param services what can be called
 * @param transfersState whether its state can be handed over
 */
public record Loaded(List<Service> services, boolean transfersState) {
    /**
     * A service.
     *
     * @param type the name of its interface
     * @param number its number on the link
     * @param methods names and types of parameters
     */
    public record Service(String type, long number, List<String> methods) {}
}
