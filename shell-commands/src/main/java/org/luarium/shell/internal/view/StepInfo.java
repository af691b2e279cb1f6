// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.luarium.store.Realization;
import org.luarium.store.Ref;

/** Where somebody who steps through a stage is: before a derivation, or at the end. */
public record StepInfo(
        String stage,
        Optional<Ref.DRef> paused,
        String config,
        Map<Ref.DRef, List<Realization>> context,
        List<Realization> results) {}
