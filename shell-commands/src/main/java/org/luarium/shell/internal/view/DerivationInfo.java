// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.List;
import org.luarium.store.Realization;
import org.luarium.store.Ref;

/** A derivation and its realizations. */
public record DerivationInfo(Ref.DRef ref, String config, List<Realization> realizations, int attempts) {}
