// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.AbstractList;
import java.util.List;

/** A list that knows the type of its elements even when it is empty, so that it can be shown with its header. */
public final class Listing<T> extends AbstractList<T> {
    private final Class<T> type;
    private final List<T> elements;

    public Listing(Class<T> type, List<T> elements) {
        this.type = type;
        this.elements = List.copyOf(elements);
    }

    Class<T> type() {
        return type;
    }

    @Override
    public T get(int index) {
        return elements.get(index);
    }

    @Override
    public int size() {
        return elements.size();
    }
}
