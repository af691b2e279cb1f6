// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.rows;

import java.io.IOException;
import java.util.List;
import org.luarium.benchmarks.measure.Commands;
import org.luarium.benchmarks.measure.Contest;
import org.luarium.benchmarks.measure.Finding;
import org.luarium.benchmarks.measure.Goal;
import org.luarium.benchmarks.measure.Hello;
import org.luarium.benchmarks.measure.Medians;
import org.luarium.benchmarks.measure.Samples;
import org.luarium.benchmarks.measure.Unit;

/** The executable jar, from the command line to the first result. */
final class ProductRow implements Row {
    private static final int ROUNDS = 7;

    @Override
    public String name() {
        return "product";
    }

    @Override
    public List<Finding> measure(Context context) throws Exception {
        if (context.product().isEmpty()) {
            return List.of();
        }
        String java = ProcessHandle.current().info().command().orElse("java");
        String classes = context.workshop().folder().toString();
        String jar = context.product().get().toString();
        Medians best = new Contest()
                .add("ours", () -> wall("4", java, "-jar", jar, "execute", "return 2 + 2"))
                .add("bare", () -> wall("hello", java, "-cp", classes, Hello.class.getName()))
                .run(ROUNDS);
        return List.of(new Finding(
                "`java -jar luarium.jar execute 'return 2 + 2'`",
                Unit.TIME,
                best.of("ours"),
                "a JVM that says hello",
                best.of("bare"),
                Goal.ratioAtMost(15),
                ""));
    }

    private static double wall(String expected, String... command) throws Exception {
        return Samples.time(1, () -> {
                    String output = Commands.run(command);
                    if (!output.equals(expected)) {
                        throw new IOException("expected " + expected + " but got: " + output);
                    }
                })
                .median();
    }
}
