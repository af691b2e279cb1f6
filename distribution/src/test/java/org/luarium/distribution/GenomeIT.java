// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.distribution.Luarium.Result;

/** The genome example, run as its README says. */
final class GenomeIT {
    private static final Path EXAMPLE =
            Path.of("../examples/genome").toAbsolutePath().normalize();
    private static final Path REAL =
            Path.of("../../shared/data/phix174.fasta").toAbsolutePath().normalize();
    private static final int MIB = 1 << 20;
    /** 1024 with the profile for stress. */
    private static final int LARGE_MIB = Integer.getInteger("luarium.genome.mib", 64);

    @TempDir
    private Path directory;

    private Luarium luarium;

    @BeforeEach
    void prepare() {
        luarium = Luarium.jar(directory.resolve("home"));
    }

    @Test
    void countsARealGenome() throws Exception {
        assumeTrue(Files.exists(REAL), "skipped: the genome of phi-X174 is not beside this checkout");

        assertThat(count(REAL)).isEqualTo("5386 bases\n44.76 % GC\n");
    }

    @Test
    void countsTheSampleWhichItsGeneratorMakesAgain() throws Exception {
        Path sample = EXAMPLE.resolve("sample.fasta");

        assertThat(count(sample)).isEqualTo("3000 bases\n41.39 % GC\n");
        assertThat(luarium.run("run", EXAMPLE.resolve("generate.lua").toString())
                        .out())
                .isEqualTo(Files.readString(sample));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.1", "5.2", "5.3", "5.4", "luajit"})
    void givesTheSameOnEachEngine(String engine) throws Exception {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin", engine.equals("luajit") ? engine : "lua" + engine)),
                () -> "skipped: there is no Lua " + engine);
        String sample = EXAMPLE.resolve("sample.fasta").toString();

        assertThat(luarium.run(
                                "--engine",
                                engine,
                                "run",
                                EXAMPLE.resolve("gc.lua").toString(),
                                sample)
                        .out())
                .isEqualTo("3000 bases\n41.39 % GC\n");
        assertThat(luarium.run(
                                "--engine",
                                engine,
                                "run",
                                EXAMPLE.resolve("generate.lua").toString())
                        .out())
                .isEqualTo(Files.readString(EXAMPLE.resolve("sample.fasta")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | 0 bases | 0.00 % GC",
                ">only a header | 0 bases | 0.00 % GC",
                "GGCC | 4 bases | 100.00 % GC",
                ">a\\r\\nac\\r\\nGT\\r\\n | 4 bases | 50.00 % GC",
                ">a\\nACGTNNNN\\n | 8 bases | 50.00 % GC",
                ">a\\nSWRYKMBDHVN\\n | 11 bases | 50.00 % GC",
                ">GGGG\\nAT\\n;GGGG\\nAT\\n>CC\\n\\nGC\\n | 6 bases | 33.33 % GC",
                ">a\\nA>C;G\\n | 3 bases | 66.67 % GC",
                ">a\\nACGU-*  12\\n | 4 bases | 50.00 % GC"
            })
    void takesAnyFasta(String text, String bases, String share) throws Exception {
        byte[] fasta = text.replace("\\n", "\n").replace("\\r", "\r").getBytes(StandardCharsets.US_ASCII);

        Result result =
                luarium.runWithInput(fasta, "run", EXAMPLE.resolve("gc.lua").toString());

        assertThat(result.err()).isEmpty();
        assertThat(result.out()).isEqualTo(bases + "\n" + share + "\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 70})
    void countsALargeGenomeInLittleMemory(int width) throws Exception {
        Path file = directory.resolve("large.fasta");
        long strong = write(file, width);
        long bases = (long) LARGE_MIB * MIB;

        Result result =
                luarium.run("--memory", "64M", "run", EXAMPLE.resolve("gc.lua").toString(), file.toString());

        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .isEqualTo(String.format(Locale.ROOT, "%d bases%n%.2f %% GC%n", bases, 100.0 * strong / bases));
    }

    /** Returns how many bases are G or C. */
    private static long write(Path file, int width) throws IOException {
        byte[] block = new byte[MIB];
        Random random = new Random(20);
        for (int i = 0; i < block.length; i++) {
            block[i] = (byte) "ACGTacgG".charAt(random.nextInt(8));
        }
        int strong = 0;
        for (byte base : block) {
            strong += "CGcg".indexOf(base) >= 0 ? 1 : 0;
        }
        byte[] text = width == 0 ? block : fold(block, width);
        try (OutputStream output = Files.newOutputStream(file)) {
            output.write(">large\n".getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < LARGE_MIB; i++) {
                output.write(text);
            }
            output.write('\n');
        }
        return (long) strong * LARGE_MIB;
    }

    private static byte[] fold(byte[] block, int width) {
        byte[] text = new byte[block.length + block.length / width + 1];
        int length = 0;
        for (int i = 0; i < block.length; i++) {
            text[length++] = block[i];
            if (i % width == width - 1) {
                text[length++] = '\n';
            }
        }
        return Arrays.copyOf(text, length);
    }

    /** What is known of it: genes A (with what lies before it in its frame), F and H are the longest of phi-X174. */
    @Test
    void readsARealGenomeWithPackages() throws Exception {
        assumeTrue(Files.exists(REAL), "skipped: the genome of phi-X174 is not beside this checkout");
        assertThat(luarium.run("-c", "package:install sequence-parser genome-tools --environment bio")
                        .code())
                .isZero();

        String script = EXAMPLE.resolve("frames.lua").toString();
        Result result = luarium.run("run", "--environment", "bio", script, REAL.toString());

        assertThat(result.err()).isEmpty();
        assertThat(result.out()).contains(": 5386 bases, GC skew 0.0402\n");
        assertThat(result.out().lines().skip(1).map(line -> line.replaceAll(" amino acids.*", "")))
                .containsExactly(
                        "  3954..136 on strand 1: 1569 bases, 522",
                        "  1001..2284 on strand 1: 1284 bases, 427",
                        "  2931..3917 on strand 1: 987 bases, 328");
        Result missing = luarium.run("--environment", "biology", "run", script, REAL.toString());
        assertThat(missing.code()).isEqualTo(125);
        assertThat(missing.err()).contains("'biology'").contains("there are bio");
    }

    private String count(Path file) throws Exception {
        Result result = luarium.run("run", EXAMPLE.resolve("gc.lua").toString(), file.toString());
        assertThat(result.err()).isEmpty();
        return result.out();
    }
}
