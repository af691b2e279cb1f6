// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.realize;

import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.luarium.store.Ref;
import org.luarium.store.internal.disk.Entry;
import org.luarium.store.internal.reference.Definition;

/** Others who may have made what is to be built. */
public interface Substitutes {
    /** Nobody. */
    Substitutes NONE = (definition, context, cancelled) -> List.of();

    /**
     * Brings realizations into the store. Asked again if what came is not enough for the matcher.
     *
     * @param context what the direct dependencies have chosen
     * @return what came; empty if nobody has any that is not here yet, or nobody can be reached
     */
    List<Entry> fetch(Definition definition, Map<Ref.DRef, List<Ref.RRef>> context, BooleanSupplier cancelled);
}
