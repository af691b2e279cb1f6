// SPDX-License-Identifier: Apache-2.0
package org.luarium.metrics.internal;

import java.util.Optional;

/** Where services are found. */
interface Services {
    <T> Optional<T> find(Class<T> type);
}
