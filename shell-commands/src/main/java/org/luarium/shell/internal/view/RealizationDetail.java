// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.List;
import java.util.Map;
import org.luarium.store.Realization;
import org.luarium.store.Ref;

/** A realization, what it was made of, and how much was made of it. */
public record RealizationDetail(
        Realization realization, String config, Map<Ref.DRef, List<Ref.RRef>> context, int dependents) {}
