// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.reference;

import java.util.Optional;
import org.luarium.store.Config;
import org.luarium.store.Derivation;
import org.luarium.store.Hash;
import org.luarium.store.Ref;

/** What a store keeps of a derivation: everything that its name is computed from. */
public record Definition(Ref.DRef dref, Config config, String realizer, Optional<Hash> fixedOutput) {
    public static Definition of(Config config, String realizer, Optional<Hash> fixedOutput) {
        return new Definition(Keys.dref(config, realizer, fixedOutput), config, realizer, fixedOutput);
    }

    public static Definition of(Derivation derivation) {
        return of(derivation.config(), derivation.realizer().id(), derivation.fixedOutput());
    }
}
