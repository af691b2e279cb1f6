// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.repository;

/** Texts of strangers, made fit for terminals and logs. */
public final class Printable {
    private static final int MOST = 300;

    private Printable() {}

    public static String of(String text) {
        StringBuilder safe = new StringBuilder();
        text.codePoints().limit(MOST).forEach(c -> {
            if (c >= ' ' && c < 0x7f) {
                safe.append((char) c);
            } else {
                safe.append("\\u{").append(Integer.toHexString(c)).append('}');
            }
        });
        return text.length() > MOST ? safe + "..." : safe.toString();
    }
}
