// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.luarium.shell.internal.store.StageShelf;
import org.luarium.shell.internal.store.StepBoard;
import org.luarium.store.Stage;
import org.luarium.store.Store;
import org.osgi.framework.Constants;
import org.osgi.service.component.ComponentServiceObjects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * What outlives a command of scope {@code store}. Gogo lets go of the object that has a command after each call, and with it would go the store, which had to be opened anew, the
 * stages that were typed, and the steps that somebody is in the middle of.
 *
 * <p>It is there from the start, and opens the store when the first command asks, not before: most shells never do. Bundles publish stages as services of type {@link Stage} with their
 * name as property {@code luarium.stage}. Thread-safe.
 */
@Component(service = StoreDesk.class, immediate = true)
public final class StoreDesk {
    private static final String STAGE_NAME = "luarium.stage";

    private final Supplier<Store> opener;
    private final Runnable closer;
    private final StageShelf shelf = new StageShelf();
    private final StepBoard steps = new StepBoard();
    private @Nullable Store store; // guarded by this

    /** Commands act on the store of this JVM, not on one that remote services brought in. */
    @Activate
    public StoreDesk(@Reference(target = "(!(service.imported=*))") ComponentServiceObjects<Store> stores) {
        opener = stores::getService;
        closer = () -> {
            Store open = store;
            if (open != null) {
                stores.ungetService(open);
            }
        };
    }

    StoreDesk(Store store) {
        opener = () -> store;
        closer = () -> {};
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            target = "(" + STAGE_NAME + "=*)")
    void addStage(Stage<?> stage, Map<String, Object> properties) {
        shelf.publish(
                String.valueOf(properties.get(STAGE_NAME)),
                properties.get(Constants.SERVICE_RANKING) instanceof Integer ranking ? ranking : 0,
                "bundle " + properties.get(Constants.SERVICE_BUNDLEID),
                stage);
    }

    void removeStage(Stage<?> stage) {
        shelf.withdraw(stage);
    }

    /** Opens it once; whoever comes meanwhile has to wait for it anyway. */
    synchronized Store store() {
        Store open = store;
        if (open == null) {
            open = opener.get();
            if (open == null) {
                throw new UnsupportedOperationException("the store cannot be opened; the log says why");
            }
            store = open;
        }
        return open;
    }

    StageShelf shelf() {
        return shelf;
    }

    StepBoard steps() {
        return steps;
    }

    /** Gives up what anybody steps through, and lets go of the store. */
    @Deactivate
    public synchronized void close() {
        steps.close();
        closer.run();
        store = null;
    }
}
