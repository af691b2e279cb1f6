// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.felix.service.command.Descriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.luarium.shell.internal.syntax.Syntax;

/** The usage texts are what help, parser and completion are made of. */
final class UsageTest {
    /** The least that the design asks for. */
    private static final List<String> DESIGNED = List.of(
            "vm:create",
            "vm:list",
            "vm:info",
            "vm:execute",
            "vm:run",
            "vm:interrupt",
            "vm:reset",
            "vm:remove",
            "vm:engines",
            "vm:statistics",
            "vm:profile",
            "session:open",
            "session:attach",
            "session:detach",
            "session:send",
            "session:read",
            "session:list",
            "session:terminate",
            "session:broadcast",
            "store:list",
            "store:show",
            "store:cat",
            "store:fetch",
            "store:realize",
            "store:step",
            "store:usage",
            "store:verify",
            "store:collect",
            "store:remove",
            "store:why",
            "store:export",
            "store:import",
            "package:search",
            "package:info",
            "package:install",
            "package:remove",
            "package:update",
            "package:list",
            "package:why",
            "package:catalogue",
            "package:profiles",
            "package:recommend",
            "package:health",
            "package:tree",
            "environment:bootstrap",
            "environment:list",
            "environment:generations",
            "environment:rollback",
            "environment:lock",
            "environment:delete",
            "repository:list",
            "repository:add",
            "repository:remove",
            "network:channels",
            "network:send",
            "network:server",
            "network:client",
            "network:peer",
            "network:cluster",
            "network:connections",
            "network:policy",
            "network:stop",
            "extension:load",
            "extension:list",
            "extension:info",
            "extension:call",
            "extension:reload",
            "extension:stop",
            "extension:remove",
            "extension:top",
            "extension:log",
            "extension:doctor",
            "luarium:benchmark",
            "luarium:doctor",
            "luarium:tour",
            "luarium:help",
            "luarium:version");

    static List<String> usages() {
        return Usages.TEXTS;
    }

    static Stream<Method> commands() {
        return Stream.of(
                        VmCommands.class,
                        SessionCommands.class,
                        StoreCommands.class,
                        StoreCareCommands.class,
                        StoreStageCommands.class,
                        PackageCommands.class,
                        PackageCareCommands.class,
                        EnvironmentCommands.class,
                        RepositoryCommands.class,
                        NetworkCommands.class,
                        NetworkTaskCommands.class,
                        ExtensionCommands.class,
                        LuariumCommands.class,
                        DoctorCommands.class,
                        TourCommands.class)
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(Descriptor.class))
                .filter(method -> !GogoSession.verb(method.getName()).startsWith("_"));
    }

    @Test
    void thereIsEveryCommandOfTheDesign() {
        assertThat(usages()).map(text -> Syntax.of(text).command()).containsAll(DESIGNED);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandIsDescribedByItsUsage(Method method) {
        String usage = method.getAnnotation(Descriptor.class).value();

        assertThat(usages()).contains(usage);
        assertThat(Syntax.of(usage).command()).endsWith(":" + GogoSession.verb(method.getName()));
    }

    @ParameterizedTest
    @MethodSource("usages")
    void everyParameterIsExplained(String usage) {
        assertThat(Syntax.of(usage).parameters())
                .allSatisfy(parameter -> assertThat(usage).containsPattern("\n  " + parameter.name() + " +\\S"));
    }

    @ParameterizedTest
    @MethodSource("usages")
    void everyLineIsReadAndFitsATerminal(String usage) {
        long lines = usage.lines().filter(line -> line.startsWith("  --")).count();

        assertThat(Syntax.of(usage).options()).hasSize((int) lines + 1);
        assertThat(usage.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
        assertThat(usage).doesNotContain("$", "\"");
    }
}
