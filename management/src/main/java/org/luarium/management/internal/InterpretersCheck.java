// SPDX-License-Identifier: Apache-2.0
package org.luarium.management.internal;

import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.luarium.vm.EngineInfo;
import org.luarium.vm.VmManager;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Whether there is a Lua that works. */
@Component(property = {"hc.name=Luarium interpreters", "hc.tags=luarium"})
public final class InterpretersCheck implements HealthCheck {
    private final VmManager vms;

    @Activate
    public InterpretersCheck(@Reference(target = "(!(service.imported=*))") VmManager vms) {
        this.vms = vms;
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        boolean any = false;
        for (EngineInfo engine : vms.engines()) {
            any |= engine.usable();
            log.info("{}: {}", engine.name(), engine.usable() ? engine.version() : engine.rejection());
        }
        if (!any) {
            log.critical("No Lua works here; luarium:doctor says what to do");
        }
        return new Result(log);
    }
}
