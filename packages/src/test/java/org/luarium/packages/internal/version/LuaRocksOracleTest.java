// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.packages.Dependency;
import org.luarium.packages.RockSyntaxException;
import org.luarium.packages.RockVersion;

class LuaRocksOracleTest {
    private static final int PAIRS = 2000;
    private static final long SEED = 20_240_601;

    @TempDir
    Path folder;

    @Test
    void agreesWithTheLuaRocksOfThisMachine() throws IOException {
        assumeTrue(LuaRocks.isInstalled(folder), "no LuaRocks for the command lua: nothing to compare with");
        List<String> questions = questions();

        List<String> answers = LuaRocks.ask(questions, folder);

        assertThat(answers).hasSameSizeAs(questions);
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < questions.size(); i++) {
            String ours = answer(questions.get(i));
            if (!ours.equals(answers.get(i))) {
                differences.add(questions.get(i) + ": we say " + ours + ", LuaRocks says " + answers.get(i));
            }
        }
        assertThat(differences).as("seed %d", SEED).isEmpty();
        assertThat(answers.stream().distinct()).hasSizeGreaterThanOrEqualTo(5);
    }

    private static List<String> questions() {
        Versions versions = new Versions(new Random(SEED));
        List<String> questions = new ArrayList<>();
        while (questions.size() < PAIRS) {
            String version = versions.version();
            questions.add(version + "|" + versions.near(version) + "|" + versions.constraints(version));
        }
        return questions;
    }

    private static String answer(String question) {
        String[] words = question.split("\\|", -1);
        RockVersion version = RockVersion.of(words[0]);
        RockVersion other = RockVersion.of(words[1]);
        return bit(version.isLessThan(other)) + " " + bit(version.isSameAs(other)) + " " + accepted(version, words[2]);
    }

    private static String accepted(RockVersion version, String constraints) {
        try {
            return bit(Dependency.of("x " + constraints).constraints().accepts(version));
        } catch (RockSyntaxException e) {
            return "refused";
        }
    }

    private static String bit(boolean value) {
        return value ? "1" : "0";
    }
}
