// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import java.util.concurrent.atomic.LongAdder;

/** What has happened since the start. */
final class Counters {
    final LongAdder created = new LongAdder();
    final LongAdder closed = new LongAdder();
    final LongAdder died = new LongAdder();
    final LongAdder scripts = new LongAdder();
    final LongAdder failed = new LongAdder();
    final LongAdder replaced = new LongAdder();
}
