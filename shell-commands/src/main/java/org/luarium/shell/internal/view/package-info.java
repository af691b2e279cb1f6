// SPDX-License-Identifier: Apache-2.0
/** API records as tables, details and JSON. */
@NullMarked
package org.luarium.shell.internal.view;

import org.jspecify.annotations.NullMarked;
