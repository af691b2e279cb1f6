// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.fetch;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which part of a file an answer has.
 *
 * @param first offset of its first byte
 * @param last offset of its last byte
 * @param total bytes of the file, or -1
 */
record ContentRange(long first, long last, long total) {
    private static final Pattern FORM =
            Pattern.compile("\\s*bytes\\s+(\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)\\s*", Pattern.CASE_INSENSITIVE);

    static Optional<ContentRange> parse(String header) {
        Matcher matcher = FORM.matcher(header);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String total = matcher.group(3);
        return Optional.of(new ContentRange(
                Long.parseLong(matcher.group(1)),
                Long.parseLong(matcher.group(2)),
                total.equals("*") ? -1 : Long.parseLong(total)));
    }

    /** Whether it is all that is missing. */
    boolean isRestFrom(long offset) {
        return first == offset && last >= first && (total < 0 || last == total - 1);
    }

    long length() {
        return last - first + 1;
    }
}
