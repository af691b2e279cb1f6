// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.inspect;

import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.luarium.store.Config;
import org.luarium.store.Lens;
import org.luarium.store.Ref;
import org.luarium.store.internal.disk.Entry;

/** A realization: its configuration, and its files. */
final class RealizationPlace extends Place {
    private final Lenses lenses;
    private final Entry entry;
    private final Config config;
    private final FilePlace files;

    RealizationPlace(Lenses lenses, String at, Entry entry, Config config) {
        super(at);
        this.lenses = lenses;
        this.entry = entry;
        this.config = config;
        this.files = new FilePlace(at, entry.realization().path(), null, null);
    }

    @Override
    public Lens get(String key) {
        return config.values().containsKey(key)
                ? lenses.value(next(key), config.values().get(key), entry)
                : files.get(key);
    }

    @Override
    public List<String> keys() {
        TreeSet<String> keys = new TreeSet<>(config.values().keySet());
        keys.addAll(files.keys());
        return List.copyOf(keys);
    }

    @Override
    public Object value() {
        return config.values();
    }

    @Override
    public Ref ref() {
        return entry.ref();
    }

    @Override
    public Path path() {
        return entry.realization().path();
    }

    @Override
    public String text() {
        return ConfigText.text(config.values());
    }
}
