// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.luarium.store.Derivation;
import org.luarium.store.InvalidPlanException;
import org.luarium.store.MissingRealizerException;
import org.luarium.store.ObjectNotFoundException;
import org.luarium.store.Plan;
import org.luarium.store.Ref;
import org.luarium.store.Stage;
import org.luarium.store.internal.reference.Definition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A plan while a stage describes it. Confined to one thread. */
final class PlanBuilder implements Plan {
    private static final Logger log = LoggerFactory.getLogger(PlanBuilder.class);

    private final Thread owner = Thread.currentThread();
    private final Map<Ref.DRef, Derivation> derivations = new LinkedHashMap<>();
    private final List<Definition> definitions = new ArrayList<>();
    private final Set<Stage<?>> using = Collections.newSetFromMap(new IdentityHashMap<>());
    private boolean closed;

    @Override
    public <R> R use(Stage<R> stage) {
        check();
        if (!using.add(stage)) {
            throw new InvalidPlanException("a stage uses itself, which would never end; break the circle");
        }
        try {
            return stage.define(this);
        } finally {
            using.remove(stage);
        }
    }

    @Override
    public Ref.DRef derive(Derivation derivation) {
        check();
        Definition definition = Definition.of(derivation);
        for (Ref.DRef dependency : derivation.config().dependencies()) {
            if (!derivations.containsKey(dependency)) {
                throw new MissingRealizerException(/* dref= */ dependency, /* dependant= */ definition.dref());
            }
        }
        Derivation old = derivations.put(definition.dref(), derivation);
        if (old == null) {
            definitions.add(definition);
        } else if (!old.matcher().equals(derivation.matcher())) {
            log.debug("{} is derived twice; the later one counts", definition.dref());
        }
        return definition.dref();
    }

    @Override
    public Derivation derivation(Ref.DRef dref) {
        Derivation derivation = derivations.get(dref);
        if (derivation == null) {
            throw new ObjectNotFoundException(dref + " is not part of this plan and");
        }
        return derivation;
    }

    Map<Ref.DRef, Derivation> derivations() {
        return derivations;
    }

    List<Definition> definitions() {
        return definitions;
    }

    void close() {
        closed = true;
    }

    private void check() {
        if (closed) {
            throw new InvalidPlanException("the plan is closed: its stage has returned");
        }
        if (Thread.currentThread() != owner) {
            throw new InvalidPlanException("a plan belongs to the thread that instantiates");
        }
    }
}
