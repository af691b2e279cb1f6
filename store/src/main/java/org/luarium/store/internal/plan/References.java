// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.plan;

import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.luarium.store.InvalidPlanException;
import org.luarium.store.Ref;
import org.luarium.store.RefPath;

/** The derivations in what a stage returns: in lists, maps, arrays, Optionals and records, at any depth. */
final class References {
    private final Set<Ref.DRef> found = new LinkedHashSet<>();
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private References() {}

    static List<Ref.DRef> in(Object result) {
        References references = new References();
        references.visit(result);
        return List.copyOf(references.found);
    }

    private void visit(Object value) {
        if (value instanceof Ref.DRef dref) {
            found.add(dref);
        } else if (value instanceof RefPath path) {
            found.add(path.dref());
        } else if (value != null && !(value instanceof Path) && seen.add(value)) {
            if (value instanceof Iterable<?> items) {
                items.forEach(this::visit);
            } else if (value instanceof Map<?, ?> map) {
                map.values().forEach(this::visit);
            } else if (value instanceof Optional<?> optional) {
                optional.ifPresent(this::visit);
            } else if (value instanceof Object[] array) {
                List.of(array).forEach(this::visit);
            } else if (value instanceof Record structure && !(value instanceof Ref)) {
                components(structure).forEach(this::visit);
            }
        }
    }

    private static List<Object> components(Record structure) {
        List<Object> values = new ArrayList<>();
        for (RecordComponent component : structure.getClass().getRecordComponents()) {
            try {
                component.getAccessor().setAccessible(true);
                values.add(component.getAccessor().invoke(structure));
            } catch (ReflectiveOperationException | RuntimeException e) {
                throw new InvalidPlanException(
                        "the record " + structure.getClass().getName() + " that the stage returned cannot be read (" + e
                                + "); open its package, or return a list or a map");
            }
        }
        return values;
    }
}
