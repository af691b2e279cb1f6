// SPDX-License-Identifier: Apache-2.0
/** Root directories of isolates: what a program needs to run where there is nothing else, and folders that hold it. */
@NullMarked
package org.luarium.core.internal.root;

import org.jspecify.annotations.NullMarked;
