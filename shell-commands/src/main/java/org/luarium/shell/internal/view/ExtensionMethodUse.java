// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import org.luarium.extension.MethodStatistics;

/** What the calls of one method of an extension have cost. */
public record ExtensionMethodUse(String extension, MethodStatistics calls) {}
