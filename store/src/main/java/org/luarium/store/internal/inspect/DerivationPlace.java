// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.inspect;

import java.util.List;
import org.luarium.store.Config;
import org.luarium.store.Lens;
import org.luarium.store.Ref;

/** A derivation of which no realization is known here. */
final class DerivationPlace extends Place {
    private final Lenses lenses;
    private final Ref.DRef dref;
    private final Config config;

    DerivationPlace(Lenses lenses, String at, Ref.DRef dref, Config config) {
        super(at);
        this.lenses = lenses;
        this.dref = dref;
        this.config = config;
    }

    @Override
    public Lens get(String key) {
        if (!config.values().containsKey(key)) {
            throw missing(key);
        }
        return lenses.value(next(key), config.values().get(key), null);
    }

    @Override
    public List<String> keys() {
        return List.copyOf(config.values().keySet());
    }

    @Override
    public Object value() {
        return config.values();
    }

    @Override
    public Ref ref() {
        return dref;
    }

    @Override
    public String text() {
        return ConfigText.text(config.values());
    }
}
