// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.Optional;

/** A profile, and which of its generations is in force. */
public record ProfileInfo(String name, Optional<Integer> current, int generations) {}
