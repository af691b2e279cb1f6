// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.luarium.store.internal.lock.Held;
import org.luarium.store.internal.lock.LockKey;
import org.luarium.store.internal.lock.LockMode;
import org.luarium.store.internal.lock.StoreLocks;

/** A process that appends numbered records until it has written so many or is killed: a folder, its name, how many. */
final class AppendMain {
    private static final int AT_ONCE = 5;

    private AppendMain() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Path folder = Path.of(args[0]);
        int count = Integer.parseInt(args[2]);
        try (StoreLocks locks = StoreLocks.open(folder.resolve("lock"));
                Journal journal = Journal.open(folder.resolve("journal"), true)) {
            for (int number = 0; number < count; number += AT_ONCE) {
                List<byte[]> records = new ArrayList<>();
                for (int i = 0; i < AT_ONCE; i++) {
                    records.add((args[1] + " " + (number + i) + " " + "-".repeat(number % 997)).getBytes(UTF_8));
                }
                try (Held held = locks.acquire(LockKey.JOURNAL, LockMode.EXCLUSIVE, Duration.ofSeconds(30))) {
                    assert held.mode() == LockMode.EXCLUSIVE;
                    journal.append(records);
                }
            }
        }
    }
}
