// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.List;

/** Generations of an environment that were forgotten. */
public record PrunedGenerations(String environment, List<Integer> numbers) {}
