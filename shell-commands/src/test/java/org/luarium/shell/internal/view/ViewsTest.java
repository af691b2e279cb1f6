// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.luarium.isolate.ConfinementReport;
import org.luarium.isolate.ConfinementReport.Control;
import org.luarium.isolate.Diagnosis;
import org.luarium.isolate.Profile;
import org.luarium.metrics.Metric;
import org.luarium.metrics.Sample;
import org.luarium.shell.internal.benchmark.Figure;
import org.luarium.value.LuaValue;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.Outcome;
import org.luarium.vm.Usage;
import org.luarium.vm.VmInfo;

final class ViewsTest {
    private static final Diagnosis SOUND = new Diagnosis("spawner", Diagnosis.State.OK, "started", "");
    private static final Diagnosis BAD =
            new Diagnosis("cgroups", Diagnosis.State.MISSING, "not writable", "delegate it");

    @Test
    void alignsColumnsAndEndsLinesWithTheirText() {
        assertThat(Views.detail(List.of(SOUND, BAD))).contains("""
                        LAYER    STATE    DETAIL        REMEDY
                        spawner  ok       started
                        cgroups  missing  not writable  delegate it""");
    }

    @Test
    void showsAFigureBesideItsFloorOrNone() {
        Figure measured = new Figure("execute", "µs", 15, OptionalDouble.of(10), "a pipe");
        Figure alone = new Figure("pool take", "µs", Double.NaN, OptionalDouble.empty(), "-");

        assertThat(Views.detail(List.of(measured, alone))).contains("""
                        WORK       OURS      FLOOR     RATIO  THE FLOOR IS
                        execute    15.00 µs  10.00 µs  1.50x  a pipe
                        pool take  -         -         -      -""");
        assertThat(Views.json(alone)).contains("\"ours\" : null");
    }

    @Test
    void showsSamplesAsNumbersWithoutExponents() {
        Metric metric =
                new Metric("vms", "luarium_vm_memory_bytes", Metric.Kind.GAUGE, "Memory", List.of("vm"), List.of());
        List<Measured> measured = Stream.of(2.5e9, 0.000_001, Double.NaN)
                .map(value -> new Measured(metric, new Sample(List.of("a\nb"), value)))
                .toList();

        assertThat(Views.detail(measured)).contains("""
                        METRIC                   OF    VALUE
                        luarium_vm_memory_bytes  a\\nb  2500000000
                        luarium_vm_memory_bytes  a\\nb  0.000001
                        luarium_vm_memory_bytes  a\\nb  NaN""");
        assertThat(Views.detail(measured.get(0)).orElseThrow()).contains("what    Memory", "vm      a\\nb");
        assertThat(Views.json(measured.get(0))).contains("\"vm\" : \"a\\nb\"", "\"kind\" : \"gauge\"");
    }

    @Test
    void showsTheHeaderOfAnEmptyListing() {
        assertThat(Views.detail(new Listing<>(VmInfo.class, List.of())))
                .contains("ID  STATE  ENGINE  PROFILE  PID  SCRIPTS  MEMORY  CPU  OPTIONS");
    }

    @Test
    void countsCharactersAndNotTheirHalves() {
        Diagnosis emoji = new Diagnosis("😀😀", Diagnosis.State.OK, "x", "");

        assertThat(Views.detail(List.of(emoji, SOUND)).orElseThrow()).contains("\n😀😀       ok     x\n");
    }

    @Test
    void keepsEveryCellInItsLine() {
        Diagnosis hostile = new Diagnosis("a\nb", Diagnosis.State.OK, "\u001b[2J\u009b", "");

        assertThat(Views.detail(List.of(hostile)).orElseThrow())
                .endsWith("a\\nb   ok     \\x1b[2J\\x9b")
                .hasLineCount(2);
        assertThat(Views.line(hostile)).contains("a\\nb  ok  \\x1b[2J\\x9b  ");
        assertThat(Views.name(hostile)).contains("a\\nb");
    }

    @Test
    void leavesToOthersWhatIsNotOurs() {
        assertThat(Views.detail("text")).isEmpty();
        assertThat(Views.detail(List.of())).isEmpty();
        assertThat(Views.detail(List.of("text"))).isEmpty();
        assertThat(Views.detail(Arrays.asList(SOUND, "text"))).isEmpty();
        assertThat(Views.line(42)).isEmpty();
    }

    @Test
    void neverClaimsMoreThanTheReportSays() {
        ConfinementReport report = new ConfinementReport(
                Profile.STANDARD,
                List.of(
                        new Control("memory", "512M", "rlimit", "read back"),
                        new Control("network", "none", ConfinementReport.NOT_ENFORCED, "-")));
        DoctorReport doctor = new DoctorReport(
                new VersionInfo("1", "17", "Linux"), List.of(SOUND), List.of(), List.of(), Optional.of(report));

        assertThat(Views.detail(doctor).orElseThrow())
                .contains("Enforced for a VM of the default profile: only memory enforced; NOT enforced: network\n")
                .contains("  network  none   not enforced  -");
        assertThat(Views.detail(new DoctorReport(
                                doctor.version(), List.of(BAD), List.of(), List.of(), Optional.empty()))
                        .orElseThrow())
                .endsWith(
                        "Enforced for a VM of the default profile: unknown, because no VM could be created\n\nVMs work; findings with a remedy: 1.");
    }

    @Test
    void showsValuesInTablesWhereNothingWasPrinted() {
        ExecutionResult silent = ExecutionResult.builder("a", Outcome.OK)
                .usage(new Usage(Duration.ofMillis(20), Duration.ZERO, 0))
                .values(List.of(LuaValue.of(42)))
                .build();
        ExecutionResult printing = ExecutionResult.builder("b", Outcome.OK)
                .usage(new Usage(Duration.ofMillis(20), Duration.ZERO, 0))
                .values(List.of(LuaValue.of(42)))
                .output("said".getBytes(StandardCharsets.UTF_8), new byte[0])
                .build();

        assertThat(Views.detail(List.of(silent)).orElseThrow()).endsWith("  42");
        assertThat(Views.detail(List.of(printing)).orElseThrow()).endsWith("  said");
    }

    @Test
    void showsTheBeginningOfLongOutputAndGivesAllOfItToPrograms() {
        ExecutionResult result = ExecutionResult.builder("a", Outcome.OK)
                .usage(new Usage(Duration.ofMillis(20), Duration.ZERO, 0))
                .output("x\n".repeat(10_000).getBytes(StandardCharsets.UTF_8), new byte[0])
                .build();

        assertThat(Views.detail(result).orElseThrow())
                .startsWith("vm       a\noutcome  ok\nelapsed  20ms\noutput:\nx\nx\n")
                .endsWith("x\n… and 15999 characters more");
        assertThat(Views.detail(List.of(result)).orElseThrow())
                .endsWith("x\\n… and 19799 characters more")
                .hasLineCount(2);
        assertThat(Views.json(result)).contains("x\\n".repeat(10_000));
    }

    @Test
    void writesJson() {
        assertThat(Views.json(List.of(BAD))).isEqualTo("""
                        [
                          {
                            "layer" : "cgroups",
                            "state" : "missing",
                            "detail" : "not writable",
                            "remedy" : "delegate it"
                          }
                        ]""");
        assertThat(Views.json(new Listing<>(VmInfo.class, List.of()))).isEqualTo("[ ]");
        assertThat(Views.json(null)).isEqualTo("null");
        assertThat(Views.json(LuaValue.nil())).isEqualTo("null");
        assertThat(Views.json(LuaValue.from(List.of(1, 2.5, true))).replaceAll("\\s", ""))
                .isEqualTo("[1,2.5,true]");
    }

    @Test
    void writesJsonThatATerminalSurvives() {
        assertThat(Views.json(LuaValue.of("\"é\u001b\u007f\u009b\n\\")))
                .isEqualTo("\"\\\"é\\u001B\\u007f\\u009b\\n\\\\\"");
    }
}
