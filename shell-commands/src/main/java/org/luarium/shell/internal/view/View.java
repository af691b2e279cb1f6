// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How values of one type of the API are shown to people and to programs. */
interface View<T> {
    Class<T> type();

    /** Column titles of a listing; none for a plain list. */
    List<String> header();

    List<String> cells(T value);

    /** Several lines about one value. */
    String detail(T value);

    /** Data for {@link Json}. */
    @Nullable
    Object data(T value);

    /** Data with a field for each key and value in turn. */
    static Map<String, @Nullable Object> fields(@Nullable Object... keysAndValues) {
        return Json.fields(keysAndValues);
    }
}
