// SPDX-License-Identifier: Apache-2.0
/** What host and child say to each other about an extension; the same code on both sides. */
@NullMarked
package org.luarium.extensions.internal.control;

import org.jspecify.annotations.NullMarked;
