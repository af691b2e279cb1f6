// SPDX-License-Identifier: Apache-2.0
package org.luarium.vm;

import java.time.Duration;

/**
 * What something used.
 *
 * @param elapsed wall time
 * @param cpu processor time of the process without its children, zero where it was not sampled
 * @param memoryBytes resident memory in bytes, zero where it was not sampled
 */
public record Usage(Duration elapsed, Duration cpu, long memoryBytes) {}
