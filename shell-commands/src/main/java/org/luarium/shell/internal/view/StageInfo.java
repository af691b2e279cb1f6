// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

/** A stage that has a name, and who named it: a bundle, or somebody who typed it. */
public record StageInfo(String name, String origin) {}
