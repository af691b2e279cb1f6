// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution.soak;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What threads there are and do. */
final class Threads {
    private Threads() {}

    static String trace(Throwable problem) {
        StringWriter text = new StringWriter();
        problem.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    static String dump() {
        StringBuilder text = new StringBuilder();
        Thread.getAllStackTraces()
                .forEach((thread, frames) -> text.append(thread.getName())
                        .append(' ')
                        .append(thread.getState())
                        .append(Arrays.stream(frames)
                                .map(frame -> "\n    at " + frame)
                                .collect(Collectors.joining()))
                        .append('\n'));
        return text.toString();
    }

    /** How many there are of each name, without numbers, and without those that the JDK keeps for a while. */
    static Map<String, Integer> names() {
        Map<String, Integer> names = new TreeMap<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            String name = thread.getName().replaceAll("[0-9]+", "N");
            if (!name.matches(
                    "(awaitility|process reaper|ForkJoinPool|CompletableFuture|soak-|Keep-Alive|HttpClient).*")) {
                names.merge(name, 1, Integer::sum);
            }
        }
        return names;
    }
}
