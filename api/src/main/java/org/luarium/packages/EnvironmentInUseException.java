// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import java.util.List;

/** An environment, or a generation of it, is being used by VMs. */
public final class EnvironmentInUseException extends PackagesException {
    private static final long serialVersionUID = 1L;
    private static final int MOST = 10;

    /** Which environment. */
    private final String environment;

    /** Who uses it. */
    private final List<String> users;

    /**
     * Creates the exception.
     *
     * @param environment the name
     * @param what the environment or the part of it that is in use, for people
     * @param users who uses it: ids of VMs, with their process if that is another one
     */
    public EnvironmentInUseException(String environment, String what, List<String> users) {
        super(
                what + " is being used by VM " + String.join(", ", users.subList(0, Math.min(MOST, users.size())))
                        + (users.size() > MOST ? " and " + (users.size() - MOST) + " more" : "")
                        + "; close what uses it first",
                null);
        this.environment = environment;
        this.users = List.copyOf(users);
    }

    /**
     * Which environment.
     *
     * @return the name
     */
    public String environment() {
        return environment;
    }

    /**
     * Who uses it.
     *
     * @return ids of VMs, with their process if that is another one
     */
    public List<String> users() {
        return users;
    }
}
