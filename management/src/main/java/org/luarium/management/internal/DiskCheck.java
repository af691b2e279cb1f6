// SPDX-License-Identifier: Apache-2.0
package org.luarium.management.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.luarium.store.Store;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Whether there is space where all state is kept. */
@Component(property = {"hc.name=Luarium disk", "hc.tags=luarium"})
public final class DiskCheck implements HealthCheck {
    /** As {@code luarium:doctor} says. */
    private static final long LITTLE = 256L << 20;

    private static final long NEXT_TO_NOTHING = 16L << 20;

    private final Path folder;

    @Activate
    public DiskCheck(@Reference(target = "(!(service.imported=*))") Store store) {
        this(store.root());
    }

    DiskCheck(Path folder) {
        this.folder = folder;
    }

    @Override
    public Result execute() {
        try {
            return judge(Files.getFileStore(folder).getUsableSpace());
        } catch (IOException e) {
            return new Result(Result.Status.CRITICAL, folder + " cannot be looked at: " + e);
        }
    }

    Result judge(long free) {
        FormattingResultLog log = new FormattingResultLog();
        String text = folder + " has " + (free >> 20) + " MiB left";
        if (free < NEXT_TO_NOTHING) {
            log.critical("{}; store:collect frees some", text);
        } else if (free < LITTLE) {
            log.warn("{}; store:collect frees some", text);
        } else {
            log.info("{}", text);
        }
        return new Result(log);
    }
}
