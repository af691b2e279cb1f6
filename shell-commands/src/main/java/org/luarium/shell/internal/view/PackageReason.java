// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.Optional;
import org.luarium.packages.InstalledRock;

/** A rock on the way from one that was asked for, and the one before it, which needs it. */
public record PackageReason(InstalledRock rock, Optional<InstalledRock> before) {}
