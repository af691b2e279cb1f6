// SPDX-License-Identifier: Apache-2.0
package org.luarium.management.internal;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.MBeanInfo;
import javax.management.MBeanNotificationInfo;
import javax.management.ReflectionException;
import javax.management.openmbean.CompositeDataSupport;
import javax.management.openmbean.CompositeType;
import javax.management.openmbean.OpenDataException;
import javax.management.openmbean.OpenMBeanAttributeInfo;
import javax.management.openmbean.OpenMBeanAttributeInfoSupport;
import javax.management.openmbean.OpenMBeanConstructorInfo;
import javax.management.openmbean.OpenMBeanInfoSupport;
import javax.management.openmbean.OpenMBeanOperationInfo;
import javax.management.openmbean.OpenType;
import javax.management.openmbean.SimpleType;
import javax.management.openmbean.TabularDataSupport;
import javax.management.openmbean.TabularType;
import org.jspecify.annotations.Nullable;
import org.luarium.metrics.Metric;
import org.luarium.metrics.Sample;

/**
 * The metrics of an area as attributes: numbers, and tables where there are labels. An open MBean: a client needs none of our classes.
 */
final class AreaBean implements DynamicMBean {
    private static final String PREFIX = "luarium_";
    private static final String VALUE = "value";

    private final List<Metric> described;
    private final Supplier<List<Metric>> reader;
    private final MBeanInfo info;

    /**
     * Creates a bean.
     *
     * @param described the metrics of the area
     * @param reader reads them
     */
    AreaBean(String area, List<Metric> described, Supplier<List<Metric>> reader) {
        this.described = described;
        this.reader = reader;
        info = new OpenMBeanInfoSupport(
                AreaBean.class.getName(),
                "The metrics of " + area,
                described.stream()
                        .map(metric -> new OpenMBeanAttributeInfoSupport(
                                attribute(metric), metric.help(), type(metric), true, false, false))
                        .toArray(OpenMBeanAttributeInfo[]::new),
                new OpenMBeanConstructorInfo[0],
                new OpenMBeanOperationInfo[0],
                new MBeanNotificationInfo[0]);
    }

    /** {@code VmScriptsTotal} for {@code luarium_vm_scripts_total}. */
    static String attribute(Metric metric) {
        return Stream.of(metric.name().substring(PREFIX.length()).split("_"))
                .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
                .collect(Collectors.joining());
    }

    private static OpenType<?> type(Metric metric) {
        return metric.labels().isEmpty() ? SimpleType.DOUBLE : table(metric);
    }

    private static TabularType table(Metric metric) {
        try {
            return new TabularType(
                    metric.name(), metric.help(), row(metric), metric.labels().toArray(String[]::new));
        } catch (OpenDataException e) {
            throw new IllegalArgumentException(metric.toString(), e);
        }
    }

    private static CompositeType row(Metric metric) throws OpenDataException {
        String[] columns =
                Stream.concat(metric.labels().stream(), Stream.of(VALUE)).toArray(String[]::new);
        OpenType<?>[] types = Stream.concat(
                        metric.labels().stream().map(label -> SimpleType.STRING), Stream.of(SimpleType.DOUBLE))
                .toArray(OpenType<?>[]::new);
        return new CompositeType(metric.name(), metric.help(), columns, columns, types);
    }

    private static @Nullable Object value(Metric metric) {
        if (metric.labels().isEmpty()) {
            return metric.samples().isEmpty() ? null : metric.samples().get(0).value();
        }
        TabularDataSupport table = new TabularDataSupport(table(metric));
        try {
            CompositeType row = row(metric);
            String[] columns = row.keySet().toArray(String[]::new);
            for (Sample sample : metric.samples()) {
                Object[] cells = Stream.of(columns)
                        .map(column -> column.equals(VALUE)
                                ? (Object) sample.value()
                                : sample.labels().get(metric.labels().indexOf(column)))
                        .toArray();
                table.put(new CompositeDataSupport(row, columns, cells));
            }
            return table;
        } catch (OpenDataException e) {
            throw new IllegalArgumentException(metric.toString(), e);
        }
    }

    @Override
    public @Nullable Object getAttribute(String name) throws AttributeNotFoundException {
        if (described.stream().noneMatch(metric -> attribute(metric).equals(name))) {
            throw new AttributeNotFoundException("there is no " + name + " among "
                    + described.stream().map(AreaBean::attribute).toList());
        }
        return find(reader.get(), name).map(AreaBean::value).orElse(null);
    }

    private static Optional<Metric> find(List<Metric> metrics, String name) {
        return metrics.stream().filter(metric -> attribute(metric).equals(name)).findFirst();
    }

    /** One reading for all of them. */
    @Override
    public AttributeList getAttributes(String[] names) {
        List<Metric> read = reader.get();
        AttributeList found = new AttributeList();
        for (String name : names) {
            find(read, name).ifPresent(metric -> found.add(new Attribute(name, value(metric))));
        }
        return found;
    }

    @Override
    public void setAttribute(Attribute attribute) throws AttributeNotFoundException {
        throw new AttributeNotFoundException(attribute.getName() + " can only be read");
    }

    @Override
    public AttributeList setAttributes(AttributeList attributes) {
        return new AttributeList();
    }

    @Override
    public Object invoke(String action, Object[] parameters, String[] signature) throws ReflectionException {
        throw new ReflectionException(new NoSuchMethodException(action), "there are no operations");
    }

    @Override
    public MBeanInfo getMBeanInfo() {
        return info;
    }
}
