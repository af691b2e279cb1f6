// SPDX-License-Identifier: Apache-2.0
/** What the commands of the store need beside the store: abbreviated references, stages by name, steps of a shell, copies to work in. */
@NullMarked
package org.luarium.shell.internal.store;

import org.jspecify.annotations.NullMarked;
