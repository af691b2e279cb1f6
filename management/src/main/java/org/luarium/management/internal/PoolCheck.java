// SPDX-License-Identifier: Apache-2.0
package org.luarium.management.internal;

import java.util.UUID;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.luarium.LuariumException;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.Vm;
import org.luarium.vm.VmManager;
import org.luarium.vm.VmScope;
import org.luarium.vm.VmStatistics;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Whether a VM can be had, seen by using one. */
@Component(property = {"hc.name=Luarium pool", "hc.tags=luarium"})
public final class PoolCheck implements HealthCheck {
    private final VmManager vms;

    @Activate
    public PoolCheck(@Reference(target = "(!(service.imported=*))") VmManager vms) {
        this.vms = vms;
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        VmStatistics statistics = vms.statistics();
        log.info("{} VMs, {} processes wait", statistics.live(), statistics.pooled());
        try (VmScope scope = vms.scope()) {
            Vm vm = scope.create("health-" + UUID.randomUUID());
            ExecutionResult result = vm.execute("return 6 * 7");
            if (result.success()) {
                log.info("A VM was created, answered and was removed");
            } else {
                log.critical("A VM did not answer: {}", result);
            }
        } catch (LuariumException | UnsupportedOperationException e) {
            log.critical("No VM could be created: {}; luarium:doctor says why", e.getMessage());
        }
        return new Result(log);
    }
}
