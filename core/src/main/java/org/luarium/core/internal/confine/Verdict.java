// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.confine;

import java.util.Set;

/**
 * What a kind of cage is worth.
 *
 * @param broken the controls that an attack has passed
 * @param when when that was found out, for the report
 */
record Verdict(Set<String> broken, String when) {}
