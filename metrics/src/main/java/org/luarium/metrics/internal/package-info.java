// SPDX-License-Identifier: Apache-2.0
/** What is read, by area: a reading of a service, and what each metric takes from it. */
@NullMarked
package org.luarium.metrics.internal;

import org.jspecify.annotations.NullMarked;
