// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import org.luarium.metrics.Metric;
import org.luarium.metrics.Sample;

/** One sample, and what it is of. */
public record Measured(Metric metric, Sample sample) {}
