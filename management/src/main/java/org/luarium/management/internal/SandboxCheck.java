// SPDX-License-Identifier: Apache-2.0
package org.luarium.management.internal;

import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.luarium.isolate.Diagnosis;
import org.luarium.isolate.IsolateManager;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What this machine lets isolates be confined with. */
@Component(property = {"hc.name=Luarium sandbox", "hc.tags=luarium"})
public final class SandboxCheck implements HealthCheck {
    /** Those are the business of {@link InterpretersCheck}. */
    private static final String ENGINE = "engine ";

    private final IsolateManager isolates;

    @Activate
    public SandboxCheck(@Reference(target = "(!(service.imported=*))") IsolateManager isolates) {
        this.isolates = isolates;
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        for (Diagnosis layer : isolates.diagnose()) {
            if (layer.layer().startsWith(ENGINE)) {
                continue;
            }
            switch (layer.state()) {
                case OK, OPTIONAL -> log.info("{}: {}", layer.layer(), layer.detail());
                case DEGRADED, MISSING -> log.warn("{}: {}; {}", layer.layer(), layer.detail(), layer.remedy());
            }
        }
        return new Result(log);
    }
}
