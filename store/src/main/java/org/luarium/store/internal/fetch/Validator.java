// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.fetch;

import java.net.http.HttpHeaders;
import java.util.Optional;

/**
 * What tells one version of a file on a server from another.
 *
 * @param text an entity tag or a date, as {@code If-Range} takes it
 */
record Validator(String text) {
    private static final int LONGEST = 1000;

    /** Of an answer; weak tags are of no use, as they do not promise equal bytes. */
    static Optional<Validator> of(HttpHeaders headers) {
        return headers.firstValue("ETag")
                .filter(tag -> tag.startsWith("\""))
                .or(() -> headers.firstValue("Last-Modified"))
                .filter(text -> text.length() <= LONGEST)
                .map(Validator::new);
    }

    /** Whether an answer is of another version. */
    boolean contradicts(HttpHeaders headers) {
        String name = text.startsWith("\"") ? "ETag" : "Last-Modified";
        return headers.firstValue(name).filter(other -> !other.equals(text)).isPresent();
    }
}
