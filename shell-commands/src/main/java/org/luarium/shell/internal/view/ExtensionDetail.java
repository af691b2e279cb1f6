// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.List;
import java.util.Optional;
import org.luarium.extension.Extension;
import org.luarium.extension.ExtensionInfo;
import org.luarium.extension.ExtensionSpec;
import org.luarium.isolate.ConfinementReport;
import org.luarium.isolate.IsolateUsage;

/** All that is known of one extension. */
public record ExtensionDetail(
        ExtensionInfo info,
        ExtensionSpec spec,
        List<String> methods,
        IsolateUsage usage,
        Optional<ConfinementReport> confinement) {
    public static ExtensionDetail of(Extension extension) {
        return new ExtensionDetail(
                extension.info(), extension.spec(), extension.methods(), extension.usage(), extension.confinement());
    }
}
