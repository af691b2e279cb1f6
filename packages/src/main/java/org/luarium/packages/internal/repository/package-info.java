// SPDX-License-Identifier: Apache-2.0
/** Repositories of packages, and the order in which they are asked. */
@NullMarked
package org.luarium.packages.internal.repository;

import org.jspecify.annotations.NullMarked;
