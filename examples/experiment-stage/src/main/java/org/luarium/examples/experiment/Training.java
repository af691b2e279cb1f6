// SPDX-License-Identifier: Apache-2.0
package org.luarium.examples.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.luarium.store.Build;
import org.luarium.store.Realizer;
import org.luarium.store.RefPath;

/**
 * Looks for a line through points, the lazy way: of some lines drawn at random it takes the best. How good that is depends on luck, as in any training. The argument {@code seed}
 * makes a run repeatable.
 */
final class Training implements Realizer {
    static final String SCORE = "score";
    static final String MODEL = "model";
    static final String SEED = "seed";

    @Override
    public String id() {
        return "experiment-training-1";
    }

    @Override
    public void build(Build build) throws IOException {
        List<double[]> points = Files.readAllLines(build.path(build.config().get("data", RefPath.class))).stream()
                .map(line -> line.split(" "))
                .map(words -> new double[] {Double.parseDouble(words[0]), Double.parseDouble(words[1])})
                .toList();
        long tries = build.config().get("tries", Long.class);
        Random random = new Random(
                build.arguments().get(SEED) instanceof Number seed
                        ? seed.longValue()
                        : ThreadLocalRandom.current().nextLong());
        double slope = 0;
        double start = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < tries; i++) {
            double someSlope = 10 * random.nextDouble();
            double someStart = 10 * random.nextDouble();
            double error = error(points, someSlope, someStart);
            if (error < least) {
                slope = someSlope;
                start = someStart;
                least = error;
            }
        }
        Files.writeString(build.out().resolve(MODEL), slope + " " + start + "\n");
        Files.writeString(build.out().resolve(SCORE), -least + "\n");
    }

    private static double error(List<double[]> points, double slope, double start) {
        return points.stream()
                .mapToDouble(point -> Math.abs(slope * point[0] + start - point[1]))
                .max()
                .orElse(0);
    }
}
