// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;

@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class ContainerIT {
    /** What waits for an EventAdmin, which is not shipped, or for a VM. */
    private static final Set<String> WAITING =
            Set.of("EventAdminComponent", "VmEventsComponent", "VmsPresentComponent");

    @Inject
    private BundleContext context;

    @Inject
    private ServiceComponentRuntime components;

    @Configuration
    public Option[] configuration() {
        return Container.complete();
    }

    @Test
    public void theFrameworkIsTheOneThatTheBuildNames() {
        assertThat(context.getBundle(0).getSymbolicName()).isEqualTo(System.getProperty("luarium.framework"));
    }

    @Test
    public void everyBundleIsActive() {
        assertThat(context.getBundles())
                .filteredOn(bundle -> bundle.getState() != Bundle.ACTIVE)
                .isEmpty();
    }

    @Test
    public void everyShippedBundleIsInstalled() {
        List<String> locations =
                Arrays.stream(context.getBundles()).map(Bundle::getLocation).toList();

        assertThat(ShippedBundles.all())
                .isNotEmpty()
                .allSatisfy(file -> assertThat(locations).contains("reference:" + file.toUri()));
    }

    @Test
    public void everyComponentOfOursIsSatisfied() {
        assertThat(components.getComponentDescriptionDTOs())
                .filteredOn(description -> description.bundle.symbolicName.startsWith("org.luarium."))
                .filteredOn(description -> !"require".equals(description.configurationPolicy))
                .filteredOn(description ->
                        !WAITING.contains(description.name.substring(description.name.lastIndexOf('.') + 1)))
                .allSatisfy(description -> assertThat(components.getComponentConfigurationDTOs(description))
                        .isNotEmpty()
                        .allSatisfy(configuration -> assertThat(configuration.state)
                                .isIn(ComponentConfigurationDTO.SATISFIED, ComponentConfigurationDTO.ACTIVE)));
    }
}
