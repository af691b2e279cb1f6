// SPDX-License-Identifier: Apache-2.0
/** Reads files of web servers that may be hostile. */
@NullMarked
package org.luarium.packages.internal.web;

import org.jspecify.annotations.NullMarked;
