// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.record;

import java.time.Instant;
import org.luarium.store.Ref;
import org.luarium.store.internal.reference.Definition;

/** One thing that the journal says. */
public sealed interface JournalRecord {
    /** How something is made. */
    record Defined(Definition definition) implements JournalRecord {}

    /** An object is there. */
    record Added(ObjectRecord object) implements JournalRecord {}

    /** An object is no longer there. */
    record Removed(Ref.RRef ref) implements JournalRecord {}

    /** A derivation is forgotten. */
    record Forgotten(Ref.DRef dref) implements JournalRecord {}

    /** A realizer failed. The log is a file name in the folder of attempts, or empty. */
    record Failed(Ref.DRef dref, Instant started, Instant ended, String problem, String log) implements JournalRecord {}

    /** Everything added before survives a loss of power. */
    record Durable() implements JournalRecord {}
}
