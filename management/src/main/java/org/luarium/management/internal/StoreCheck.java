// SPDX-License-Identifier: Apache-2.0
package org.luarium.management.internal;

import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.luarium.store.Store;
import org.luarium.store.StoreException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Whether the store can be read. That its files are what they were is seen by {@code store:verify}, which reads them all. */
@Component(property = {"hc.name=Luarium store", "hc.tags=luarium"})
public final class StoreCheck implements HealthCheck {
    private final Store store;

    @Activate
    public StoreCheck(@Reference(target = "(!(service.imported=*))") Store store) {
        this.store = store;
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        try {
            log.info(
                    "{}: {} realizations of {} derivations",
                    store.root(),
                    store.usage().size(),
                    store.derivations().size());
        } catch (StoreException e) {
            log.critical("{} cannot be read: {}; see store:verify", store.root(), e.getMessage());
        }
        return new Result(log);
    }
}
