// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.confine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.luarium.isolate.Diagnosis;
import org.luarium.isolate.Diagnosis.State;

/**
 * What this machine does with the user ids that isolates get where the JVM runs as root.
 *
 * @param mapped lines of {@code /proc/self/uid_map}: the ids that exist in this user namespace
 * @param users lines of {@code /etc/passwd}
 * @param delegated lines of {@code /etc/subuid}: ranges that users may give to their containers
 */
record UserRange(List<String> mapped, List<String> users, List<String> delegated) {
    private static final String REMEDY = "set first.user in the configuration org.luarium.vm to the first of 65536 ids";

    static UserRange ofMachine() {
        return new UserRange(lines("/proc/self/uid_map"), lines("/etc/passwd"), lines("/etc/subuid"));
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file));
        } catch (IOException e) {
            return List.of(); // Not every system has it, and then it says nothing against a range.
        }
    }

    Diagnosis diagnose(int first, int count) {
        long last = (long) first + count - 1;
        String range = first + " to " + last;
        if (!mapped.isEmpty() && mapped.stream().noneMatch(line -> isInside(line, first, last))) {
            return finding(State.DEGRADED, range + " do not all exist in this container", REMEDY + " that do");
        }
        return taken(first, last)
                .map(owner -> finding(
                        State.DEGRADED, range + ", of which " + owner + " uses some", REMEDY + " that nobody uses"))
                .orElseGet(() -> finding(State.OK, range + ", used by nobody else", ""));
    }

    private static Diagnosis finding(State state, String detail, String remedy) {
        return new Diagnosis("user ids", state, detail, remedy);
    }

    private static boolean isInside(String line, long first, long last) {
        List<Long> numbers = numbers(line.strip().split("\\s+"));
        return numbers.size() == 3 && numbers.get(0) <= first && last < numbers.get(0) + numbers.get(2);
    }

    private Optional<String> taken(long first, long last) {
        for (String line : users) {
            String[] fields = line.split(":", -1);
            List<Long> id = fields.length > 2 ? numbers(fields[2]) : List.of();
            if (!id.isEmpty() && id.get(0) >= first && id.get(0) <= last) {
                return Optional.of("user " + fields[0]);
            }
        }
        for (String line : delegated) {
            String[] fields = line.split(":", -1);
            List<Long> given = fields.length == 3 ? numbers(fields[1], fields[2]) : List.of();
            if (given.size() == 2 && given.get(0) <= last && first < given.get(0) + given.get(1)) {
                return Optional.of(fields[0] + " in /etc/subuid");
            }
        }
        return Optional.empty();
    }

    private static List<Long> numbers(String... texts) {
        List<Long> numbers = new ArrayList<>();
        for (String text : texts) {
            if (!text.matches("\\d{1,10}")) {
                return List.of();
            }
            numbers.add(Long.parseLong(text));
        }
        return numbers;
    }
}
