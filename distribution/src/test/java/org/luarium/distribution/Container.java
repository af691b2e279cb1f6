// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static org.ops4j.pax.exam.CoreOptions.bootDelegationPackages;
import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;
import static org.ops4j.pax.exam.CoreOptions.options;
import static org.ops4j.pax.exam.CoreOptions.systemPackages;
import static org.ops4j.pax.exam.CoreOptions.systemTimeout;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.ops4j.pax.exam.Option;

/** Containers for tests, made of the bundles that ship. */
final class Container {
    private static final int SHELL = 3;

    private Container() {}

    /** Everything but the terminal. */
    static Option[] withoutTerminal() {
        return of(ShippedBundles.upTo(SHELL));
    }

    static Option[] complete() {
        return of(ShippedBundles.all());
    }

    private static Option[] of(List<Path> files) {
        Option[] bundles = files.stream()
                .map(file -> bundle("reference:" + file.toUri()).startLevel(ShippedBundles.startLevel(file)))
                .toArray(Option[]::new);
        return options(
                composite(bundles),
                junitBundles(),
                // The test JVM has one provider of SLF4J; as in the distribution, the framework exports its API.
                systemPackages(
                        "org.slf4j;version=1.7.36",
                        "org.slf4j;version=2.0.20",
                        "org.slf4j.event;version=2.0.20",
                        "org.slf4j.helpers;version=1.7.36",
                        "org.slf4j.helpers;version=2.0.20",
                        "org.slf4j.spi;version=2.0.20"),
                bootDelegationPackages("org.assertj.core.*", "org.awaitility", "org.awaitility.*"),
                frameworkProperty("org.osgi.framework.bundle.parent").value("app"),
                frameworkProperty("gosh.args").value("--nointeractive"),
                frameworkProperty("felix.fileinstall.enableConfigSave").value("false"),
                systemTimeout(Duration.ofSeconds(30).toMillis()));
    }
}
