// SPDX-License-Identifier: Apache-2.0
/** The metrics for a Prometheus on this machine: a small server that reads a request, answers, and hangs up. */
@NullMarked
package org.luarium.metricshttp.internal;

import org.jspecify.annotations.NullMarked;
