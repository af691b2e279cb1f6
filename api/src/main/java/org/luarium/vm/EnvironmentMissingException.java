// SPDX-License-Identifier: Apache-2.0
package org.luarium.vm;

import java.util.List;

/** A VM asks for an environment that is not there. */
public final class EnvironmentMissingException extends VmManagerException {
    private static final long serialVersionUID = 1L;
    private static final int MOST = 20;

    /** What it asks for. */
    private final String environment;

    /** What there is. */
    private final List<String> known;

    /**
     * Creates the exception.
     *
     * @param id the VM it is about
     * @param environment what it asks for
     * @param known the names of those that are there
     */
    public EnvironmentMissingException(String id, String environment, List<String> known) {
        super(
                id,
                "VM " + id + " asks for environment '" + environment + "', which does not exist; " + remedy(known),
                null);
        this.environment = environment;
        this.known = List.copyOf(known);
    }

    private static String remedy(List<String> known) {
        if (known.isEmpty()) {
            return "there is none yet: environment:bootstrap makes one, with the bundle for packages";
        }
        String more = known.size() > MOST ? " and " + (known.size() - MOST) + " more" : "";
        return "there are " + String.join(", ", known.subList(0, Math.min(MOST, known.size()))) + more;
    }

    /**
     * What it asks for.
     *
     * @return the name
     */
    public String environment() {
        return environment;
    }

    /**
     * What there is.
     *
     * @return the names of the environments
     */
    public List<String> known() {
        return known;
    }
}
