// SPDX-License-Identifier: Apache-2.0
package org.luarium.management.internal;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.luarium.metrics.Metric;
import org.luarium.metrics.Metrics;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An MBean for each area of the metrics, {@code org.luarium:type=Metrics,area=...}, in the server of the JVM. */
@Component(
        service = {},
        immediate = true)
public final class BeansComponent {
    private static final Logger LOG = LoggerFactory.getLogger(BeansComponent.class);

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final List<ObjectName> registered = new ArrayList<>();

    @Activate
    public BeansComponent(@Reference Metrics metrics) {
        metrics.describe().stream()
                .collect(groupingBy(Metric::area, TreeMap::new, toList()))
                .forEach((area, described) -> register(area, new AreaBean(area, described, () -> metrics.read(area))));
    }

    /** What is there already is that of another framework in this JVM, which keeps it. */
    private void register(String area, AreaBean bean) {
        ObjectName name = name(area);
        try {
            server.registerMBean(bean, name);
            registered.add(name);
        } catch (JMException e) {
            LOG.warn("There is no MBean {}", name, e);
        }
    }

    static ObjectName name(String area) {
        try {
            return new ObjectName("org.luarium:type=Metrics,area=" + area);
        } catch (MalformedObjectNameException e) {
            throw new IllegalArgumentException(area, e);
        }
    }

    /** Takes them back. */
    @Deactivate
    public void deactivate() {
        for (ObjectName name : registered) {
            try {
                server.unregisterMBean(name);
            } catch (JMException e) {
                LOG.debug("The MBean {} could not be taken back", name, e);
            }
        }
    }
}
