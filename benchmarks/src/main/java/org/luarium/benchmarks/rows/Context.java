// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.rows;

import java.nio.file.Path;
import java.util.Optional;
import org.luarium.benchmarks.measure.Workshop;

/**
 * What rows are given.
 *
 * @param workshop the helpers of the floors
 * @param setting the circumstances
 * @param vms how many VMs live at once in the row about that
 * @param product the executable jar, if it was built
 */
public record Context(Workshop workshop, Setting setting, int vms, Optional<Path> product) {}
