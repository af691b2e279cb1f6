// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import org.luarium.store.Ref;

/** A root of the store: a name that keeps a realization. */
public record RootEntry(String name, Ref.RRef ref) {}
