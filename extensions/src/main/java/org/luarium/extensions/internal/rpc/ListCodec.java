// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luarium.extension.spi.ValueException;

/** Arrays of objects and collections. */
final class ListCodec implements Codec {
    /** Space that is made at once for elements that were only announced. */
    private static final int TRUSTED = 1024;

    /** Elements that may be missing in a list. */
    private static final int MOST_GAPS = 10_000;

    private final Codec element;
    private final @Nullable Class<?> array;
    private final Maker maker;

    interface Maker {
        Collection<@Nullable Object> make(int size);
    }

    ListCodec(Codec element, Maker maker) {
        this.element = element;
        this.array = null;
        this.maker = maker;
    }

    /** Of an array. */
    ListCodec(Codec element, Class<?> array) {
        this.element = element;
        this.array = array;
        this.maker = ArrayList::new;
    }

    @Override
    public void write(Output out, @Nullable Object value, References references) {
        if (value == null) {
            out.nil();
        } else if (value instanceof Object[] elements) {
            writeAll(out, elements, references);
        } else if (value instanceof Collection<?> collection) {
            // Somebody may change it meanwhile; the count has to be right.
            writeAll(out, collection.toArray(), references);
        } else {
            List<Object> elements = new ArrayList<>();
            ((Iterable<?>) value).forEach(elements::add);
            write(out, elements, references);
        }
    }

    private void writeAll(Output out, @Nullable Object[] elements, References references) {
        out.enter();
        out.array(elements.length);
        for (Object each : elements) {
            element.write(out, each, references);
        }
        out.leave();
    }

    @Override
    public @Nullable Object read(Input in, References references) {
        if (in.nil()) {
            return null;
        }
        if (in.kind() == Input.Kind.MAP) {
            return finish(withGaps(in, references));
        }
        int size = in.array();
        Collection<@Nullable Object> elements = maker.make(Math.min(size, TRUSTED));
        for (int i = 0; i < size; i++) {
            try {
                elements.add(element.read(in, references));
            } catch (ClassCastException | NullPointerException e) {
                throw new ValueException("a sorted collection has an element that cannot be compared", e);
            }
        }
        in.leave();
        return finish(elements);
    }

    /** A list of Lua in which nil is: it has the keys of the other elements. */
    private Collection<@Nullable Object> withGaps(Input in, References references) {
        int size = in.map();
        @Nullable Object[] elements = new Object[0];
        for (int i = 0; i < size; i++) {
            if (in.kind() != Input.Kind.INTEGER) {
                throw new ValueException("expected a list, but got a map", null);
            }
            int index = in.integer(1, MOST_GAPS + size);
            if (index > elements.length) {
                elements = Arrays.copyOf(elements, index);
            }
            elements[index - 1] = element.read(in, references);
        }
        in.leave();
        Collection<@Nullable Object> made = maker.make(elements.length);
        made.addAll(Arrays.asList(elements));
        return made;
    }

    private Object finish(Collection<@Nullable Object> elements) {
        if (array == null) {
            return elements;
        }
        Object result = Array.newInstance(array, elements.size());
        int i = 0;
        for (Object each : elements) {
            Array.set(result, i++, each);
        }
        return result;
    }
}
