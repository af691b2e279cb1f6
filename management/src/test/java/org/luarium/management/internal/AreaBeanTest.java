// SPDX-License-Identifier: Apache-2.0
package org.luarium.management.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import javax.management.Attribute;
import javax.management.AttributeNotFoundException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.OpenMBeanInfo;
import javax.management.openmbean.TabularData;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.luarium.metrics.Metric;
import org.luarium.metrics.Sample;

class AreaBeanTest {
    private final MBeanServer server = MBeanServerFactory.newMBeanServer();
    private final ObjectName name = BeansComponent.name("vms");
    private List<Metric> metrics = metrics(List.of(), List.of());

    private static List<Metric> metrics(List<Sample> live, List<Sample> scripts) {
        return List.of(
                new Metric("vms", "luarium_vms", Metric.Kind.GAUGE, "VMs that exist", List.of(), live),
                new Metric(
                        "vms",
                        "luarium_vm_scripts_total",
                        Metric.Kind.COUNTER,
                        "Scripts",
                        List.of("vm", "outcome"),
                        scripts));
    }

    @BeforeEach
    void register() throws Exception {
        server.registerMBean(new AreaBean("vms", metrics, () -> metrics), name);
    }

    @Test
    void numbersAndTablesAreAttributes() throws Exception {
        metrics = metrics(
                List.of(new Sample(List.of(), 2)),
                List.of(new Sample(List.of("a", "ok"), 5), new Sample(List.of("a", "timeout"), 1)));

        assertThat(server.getMBeanInfo(name)).isInstanceOf(OpenMBeanInfo.class);
        assertThat(server.getAttribute(name, "Vms")).isEqualTo(2.0);
        TabularData table = (TabularData) server.getAttribute(name, "VmScriptsTotal");
        assertThat(table.size()).isEqualTo(2);
        CompositeData row = table.get(new Object[] {"a", "timeout"});
        assertThat(row.get("value")).isEqualTo(1.0);
        assertThat(server.getAttributes(name, new String[] {"Vms", "Nothing"}).asList())
                .containsExactly(new Attribute("Vms", 2.0));
    }

    @Test
    void aServiceThatIsNotThereLeavesThemEmpty() throws Exception {
        assertThat(server.getAttribute(name, "Vms")).isNull();
        assertThat((TabularData) server.getAttribute(name, "VmScriptsTotal"))
                .satisfies(table -> assertThat(table.isEmpty()).isTrue());
    }

    @Test
    void whatIsNotThereIsRefused() {
        assertThatThrownBy(() -> server.getAttribute(name, "Nothing"))
                .isInstanceOf(AttributeNotFoundException.class)
                .hasMessageContaining("VmScriptsTotal");
        assertThatThrownBy(() -> server.setAttribute(name, new Attribute("Vms", 1.0)))
                .isInstanceOf(AttributeNotFoundException.class);
        assertThatThrownBy(() -> server.invoke(name, "stop", new Object[0], new String[0]))
                .hasMessageContaining("no operations");
    }
}
