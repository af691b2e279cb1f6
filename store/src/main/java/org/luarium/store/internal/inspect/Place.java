// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.inspect;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.luarium.store.InvalidConfigException;
import org.luarium.store.Lens;
import org.luarium.store.ObjectNotFoundException;
import org.luarium.store.Ref;

/** A place that is nothing in particular; each kind says what it is. */
abstract class Place implements Lens {
    private final String at;

    Place(String at) {
        this.at = at;
    }

    /** The path up to here. */
    final String at() {
        return at;
    }

    final String next(String key) {
        return at + "/" + key;
    }

    final ObjectNotFoundException missing(String key) {
        return new ObjectNotFoundException(next(key));
    }

    final InvalidConfigException not(String what) {
        return new InvalidConfigException(at, "is no " + what);
    }

    @Override
    public @Nullable Object value() {
        throw not("value of a configuration; ask for its path or its text");
    }

    @Override
    public Ref ref() {
        throw not("reference");
    }

    @Override
    public Path path() {
        throw not("file of a realization");
    }

    @Override
    public String toString() {
        return at;
    }
}
