// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.dependency;

import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where artifacts come from.
 *
 * @param id what it is called in the local repository
 * @param address a folder or a web server
 */
public record RepositoryAddress(String id, URI address) {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}");
    private static final Set<String> SCHEMES = Set.of("file", "http", "https");

    public RepositoryAddress {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException(
                    "the repository id " + Coordinates.shown(id) + " is no name; use letters, digits and _ . -");
        }
        String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
        if (!SCHEMES.contains(scheme) || (!scheme.equals("file") && address.getHost() == null)) {
            throw new IllegalArgumentException("the address of repository " + id
                    + " is none of file:, http: or https:; write " + id + "=https://…");
        }
        if (address.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "the address of repository " + id + " has a name or password; they would end up in logs");
        }
    }

    /** From {@code id=URL}. */
    public static RepositoryAddress parse(String text) {
        int equals = text.indexOf('=');
        if (equals < 0) {
            throw new IllegalArgumentException(
                    "the repository " + Coordinates.shown(text) + " has no id; write id=https://…");
        }
        try {
            return new RepositoryAddress(
                    text.substring(0, equals).strip(),
                    URI.create(text.substring(equals + 1).strip()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "the repository " + Coordinates.shown(text) + " is refused: " + e.getMessage());
        }
    }
}
