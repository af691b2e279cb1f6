// SPDX-License-Identifier: Apache-2.0
package org.luarium.metricshttp.internal;

import java.lang.annotation.Annotation;

record TestConfig(boolean enabled, String address, int port) implements EndpointComponent.Config {
    @Override
    public Class<? extends Annotation> annotationType() {
        return EndpointComponent.Config.class;
    }
}
