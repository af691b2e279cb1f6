// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

import java.security.PublicKey;
import java.util.Map;

/**
 * Whom to believe that a realization is what its reference says. The content is checked against its hash in any case.
 *
 * @param keys Ed25519 keys by name
 * @param unsigned whether realizations without a valid signature are accepted too
 */
public record Trust(Map<String, PublicKey> keys, boolean unsigned) {
    /**
     * Creates a rule.
     *
     * @param keys Ed25519 keys by name
     * @param unsigned whether realizations without a valid signature are accepted too
     */
    public Trust {
        keys = Map.copyOf(keys);
    }

    /**
     * Believes whoever has one of some keys.
     *
     * @param keys Ed25519 keys by name
     * @return a rule
     */
    public static Trust in(Map<String, PublicKey> keys) {
        return new Trust(keys, false);
    }

    /**
     * Believes everybody: for what comes from an own store.
     *
     * @return a rule
     */
    public static Trust anybody() {
        return new Trust(Map.of(), true);
    }
}
