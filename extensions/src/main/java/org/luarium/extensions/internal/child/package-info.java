// SPDX-License-Identifier: Apache-2.0
/** What is around the code of an extension: in the child JVM, or in this one where it is not isolated. Uses the JDK, {@code rpc} and {@code control}, and nothing else. */
@NullMarked
package org.luarium.extensions.internal.child;

import org.jspecify.annotations.NullMarked;
