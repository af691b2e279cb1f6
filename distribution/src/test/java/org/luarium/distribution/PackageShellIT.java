// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import javax.inject.Inject;
import org.apache.felix.service.command.CommandProcessor;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.luarium.packages.EnvironmentManager;
import org.luarium.session.SessionManager;
import org.luarium.vm.VmManager;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;

/** The scenarios of the specification that are about packages as somebody types them, on the engine that comes along and needs no Lua of the machine. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class PackageShellIT {
    private static final String OPEN = "session:open --engine embedded ";

    @Inject
    private CommandProcessor processor;

    @Inject
    private SessionManager sessions;

    @Inject
    private EnvironmentManager environments;

    @Inject
    private VmManager vms;

    private ShellSession shell;

    @Configuration
    public Option[] configuration() {
        return Container.withoutTerminal();
    }

    @Before
    public void open() {
        shell = new ShellSession(processor);
    }

    @After
    public void close() {
        sessions.list().forEach(info -> sessions.terminate(info.id()));
        vms.list().forEach(info -> vms.remove(info.id()));
        environments.list().forEach(environment -> environments.delete(environment.name()));
        shell.close();
    }

    @Test
    public void scenarios5And11_searchInstallAndLoadIntoASessionThatIsThere() throws Exception {
        shell.run(OPEN + "sums");
        shell.run("session:evaluate sums 'kept = 7'");
        assertThat(shell.words("package:search math")).contains("math_package 1.0.0-1");
        shell.run("environment:bootstrap default --dialect 5.4");
        assertThat(shell.words("package:install math_package")).contains("added math_package 1.0.0-1");

        shell.run("session:load sums math_package");

        assertThat(shell.words("session:evaluate sums 'math_package.compute(10) + kept'"))
                .isEqualTo("392");
        assertThat(shell.words("environment:info default"))
                .contains("2 current 1")
                .contains("sums");
        assertThat(shell.failure("environment:delete default")).hasMessageContaining("sums");
    }

    @Test
    public void scenario12_environmentsOfTwoVmsDoNotSeeEachOther() throws Exception {
        shell.run("environment:bootstrap numbers --dialect 5.4 --packages math_package");
        shell.run("environment:bootstrap letters --dialect 5.4 --packages bio-utils");
        shell.run("vm:create one --engine embedded --environment numbers --profile untrusted");
        shell.run("vm:create two --engine embedded --environment letters");

        assertThat(shell.words("vm:execute one \"return require('math_package').compute(3)\""))
                .isEqualTo("14");
        assertThat(shell.failure("vm:execute one \"require 'bio_utils'\"")).hasMessageContaining("bio_utils");
        assertThat(shell.words("vm:execute two \"return require('bio_utils') ~= nil\""))
                .isEqualTo("true");
        assertThat(shell.failure("vm:create three --environment number"))
                .hasMessageContaining("'number'")
                .hasMessageContaining("letters, numbers");
    }

    @Test
    public void scenarios13And17_applications() throws Exception {
        shell.run("environment:bootstrap app --dialect 5.4 --packages math_package,bio_compute");
        shell.run(OPEN + "app_vm --environment app");
        shell.run("session:load app_vm math_package");
        shell.run("session:load app_vm bio_compute");

        assertThat(shell.words("session:evaluate app_vm 'print(\"Result:\", math_package.compute(10))'"))
                .isEqualTo("Result: 385");
        assertThat(shell.words("session:evaluate app_vm 'print(bio_compute.compute(10))'"))
                .isEqualTo("1024");
        assertThat(
                        shell.words(
                                "session:evaluate app_vm 'print(\"Analysis result:\", bio_compute.analyze_sequence(\"ATCG\"))'"))
                .startsWith("Analysis result:")
                .contains("50");
        assertThat(shell.run("session:terminate app_vm")).contains("terminated app_vm");
    }

    @Test
    public void scenario14_environmentsOfASession() throws Exception {
        assertThat(shell.words("environment:bootstrap lab --dialect 5.4 --packages math_package"))
                .contains("environment lab");
        shell.run(OPEN + "talk");
        shell.run("session:evaluate talk 'x = 1'");

        assertThat(shell.failure("session:environment talk lab")).hasMessageContaining("restart");
        assertThat(shell.failure("session:environment talk labor --reset")).hasMessageContaining("there are lab");
        assertThat(shell.words("session:environment talk lab --reset")).contains("lab");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String lines = "print(x, require('math_package').compute(2))\nexit\n";
        sessions.get("talk").interactiveLoop(new ByteArrayInputStream(lines.getBytes(UTF_8)), out);

        assertThat(out.toString(UTF_8)).contains("lua[talk]> nil\t5\n");
        shell.run("package:install bio-utils --environment lab");
        shell.run("environment:rollback lab");
        assertThat(shell.words("environment:prune lab")).contains("forgot generation 1 of lab");
        assertThat(shell.words("environment:prune lab 3")).contains("forgot generation 3 of lab");
        assertThat(shell.failure("environment:prune lab 2")).hasMessageContaining("generation 2");
    }
}
