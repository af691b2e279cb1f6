// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.resolve;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.luarium.packages.RockName;
import org.luarium.packages.RockVersion;

/** Versions that fit together: one of each rock that is asked for or needed, and no others. */
public record Resolution(SortedMap<RockName, RockVersion> versions, long steps) {
    public Resolution {
        versions = Collections.unmodifiableSortedMap(new TreeMap<>(versions));
    }
}
