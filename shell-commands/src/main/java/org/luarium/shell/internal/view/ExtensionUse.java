// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import org.luarium.extension.Extension;
import org.luarium.extension.ExtensionState;
import org.luarium.extension.MethodStatistics;
import org.luarium.isolate.IsolateUsage;

/** What an extension has cost and uses. */
public record ExtensionUse(String extension, ExtensionState state, MethodStatistics calls, IsolateUsage usage) {
    public static ExtensionUse of(Extension extension) {
        return new ExtensionUse(
                extension.name(), extension.info().state(), extension.totalStatistics(), extension.usage());
    }
}
