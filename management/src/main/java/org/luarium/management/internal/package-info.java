// SPDX-License-Identifier: Apache-2.0
/** What those who run Luarium look at with tools of theirs: MBeans, and Felix Health Checks. */
@NullMarked
package org.luarium.management.internal;

import org.jspecify.annotations.NullMarked;
