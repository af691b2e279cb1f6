// SPDX-License-Identifier: Apache-2.0
/** Memory that host and child share: files that both have, in folders that nobody else sees. Classes of the host, of the child, and of both. */
@NullMarked
package org.luarium.extensions.internal.segment;

import org.jspecify.annotations.NullMarked;
