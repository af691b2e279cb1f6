// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

/** A value cannot be part of a configuration, or a name cannot be that of a derivation. */
public final class InvalidConfigException extends StoreException {
    private static final long serialVersionUID = 1L;

    /** Where the value stands. */
    private final String path;

    /**
     * Creates the exception.
     *
     * @param path where the value stands in the configuration, such as {@code sources[2].url}
     * @param problem what is wrong with it and what would be right
     */
    public InvalidConfigException(String path, String problem) {
        super("configuration: " + path + " " + problem, null);
        this.path = path;
    }

    /**
     * Where the value stands.
     *
     * @return keys and indexes, such as {@code sources[2].url}
     */
    public String path() {
        return path;
    }
}
