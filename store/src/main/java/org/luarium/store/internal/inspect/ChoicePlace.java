// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.inspect;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.luarium.store.AmbiguousException;
import org.luarium.store.Lens;
import org.luarium.store.Ref;

/** A reference to a dependency of which several realizations were chosen. */
final class ChoicePlace extends Place {
    private final Object value;
    private final List<Lens> places;
    private final Ref.DRef dref;
    private final List<Ref.RRef> refs;

    ChoicePlace(String at, Object value, List<Lens> places, Ref.DRef dref, List<Ref.RRef> refs) {
        super(at);
        this.value = value;
        this.places = List.copyOf(places);
        this.dref = dref;
        this.refs = List.copyOf(refs);
    }

    @Override
    public Lens get(String key) {
        return ValuePlace.index(key, places.size()).map(places::get).orElseThrow(() -> missing(key));
    }

    @Override
    public List<String> keys() {
        return IntStream.range(0, places.size()).mapToObj(String::valueOf).toList();
    }

    @Override
    public Object value() {
        return value;
    }

    @Override
    public Ref ref() {
        return dref;
    }

    @Override
    public Path path() {
        throw ambiguous();
    }

    @Override
    public String text() {
        throw ambiguous();
    }

    private AmbiguousException ambiguous() {
        return new AmbiguousException("one realization was asked for at " + at(), refs);
    }
}
