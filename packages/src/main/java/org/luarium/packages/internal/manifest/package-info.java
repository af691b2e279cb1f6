// SPDX-License-Identifier: Apache-2.0
/** What a repository says it has, read as data and never executed. */
@NullMarked
package org.luarium.packages.internal.manifest;

import org.jspecify.annotations.NullMarked;
