// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.inject.Inject;
import org.apache.felix.service.command.CommandProcessor;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.luarium.network.VmConnectionException;
import org.luarium.vm.VmManager;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;

/** The commands of networked VMs as a script types them, on the bundles that ship. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class NetworkShellIT {
    @Inject
    private CommandProcessor processor;

    @Inject
    private VmManager vms;

    private ShellSession shell;

    @Configuration
    public Option[] configuration() {
        return Container.complete();
    }

    @Before
    public void open() {
        shell = new ShellSession(processor);
    }

    @After
    public void close() {
        vms.list().forEach(info -> vms.remove(info.id()));
        shell.close();
    }

    private static String port(String shown) {
        Matcher matcher = Pattern.compile("(?m)^port +([0-9]+)$").matcher(shown);
        assertThat(matcher.find()).as(shown).isTrue();
        return matcher.group(1);
    }

    @Test
    public void scenario19ServerAndClientTalk() throws Exception {
        shell.run("vm:create s --networked; vm:create c --networked");
        assertThat(shell.run("vm:info s")).containsPattern("network +through the host only");

        String port = port(shell.run("network:server s 0"));
        assertThat(shell.run("network:connections"))
                .containsPattern("s +[0-9]+ +listener +listening +127.0.0.1:" + port);

        assertThat(shell.run("network:client c localhost " + port + " 'Hello!'"))
                .contains("Lua Client: Received from server: Hello from Lua Server! What's your message?\n");
        assertThat(shell.run("network:output s --wait")).isEqualTo("""
                Lua Server: Listening on port %s...
                Lua Server: Client connected from 127.0.0.1
                Lua Server: Received from client: Hello!
                """.formatted(port));
        assertThat(shell.run("network:tasks s"))
                .containsPattern("s +server +done +" + port + " +Lua Server: Received from client: Hello!");
        assertThat(shell.run("network:tasks c --json")).contains("\"kind\" : \"client\"", "\"state\" : \"done\"");
    }

    @Test
    public void scenario19PeersStayUpForTheirTime() throws Exception {
        shell.run("vm:cluster p 3 --networked");

        String printed = shell.run("network:cluster 'p-*' --topology mesh --duration 2s --interval 500ms --wait");

        assertThat(printed.lines().filter(line -> line.contains(": Accepted connection from ")))
                .hasSize(3);
        assertThat(printed.lines().filter(line -> line.contains("Received: Welcome to P2P VM on port ")))
                .hasSize(3);
        assertThat(printed.lines().filter(line -> line.contains("Received: Hello from P2P VM on port ")))
                .hasSize(3);
        assertThat(printed.lines().filter(line -> line.matches("P2P VM [0-9]+: Heartbeat at .*")))
                .hasSizeGreaterThanOrEqualTo(9);
        assertThat(printed.lines().filter(line -> line.endsWith(": Finished after 2 s")))
                .hasSize(3);
    }

    @Test
    public void anEchoServerIsTriedAndStopped() throws Exception {
        shell.run("vm:create e --networked; vm:create h --networked");
        String port = port(shell.run("network:echo e 0"));

        assertThat(shell.run("network:heartbeat h 127.0.0.1 " + port + " --interval 100ms --count 2"))
                .contains("Heartbeat Client: Received: Echo: Heartbeat 1 of 2\n")
                .contains("Heartbeat Client: Received: Echo: Heartbeat 2 of 2\n");
        assertThat(shell.run("network:stop 'e*'")).isEqualTo("stopped e");
        await().until(() -> shell.run("network:tasks e").contains("stopped"));
        assertThat(shell.failure("network:stop e"))
                .hasToString("network:stop: nothing runs in VM e; network:tasks shows what does");
    }

    @Test
    public void messagesReachVms() throws Exception {
        shell.run("vm:create r --networked");
        shell.run("vm:execute r 'net.subscribe(\"news\")'");
        assertThat(shell.run("network:channels")).containsPattern("news +0 +0 +r");

        assertThat(shell.run("network:send news 'to all'")).isEqualTo("sent to 1 subscriber");
        assertThat(shell.run("network:send --mailbox r 'to r'")).isEqualTo("sent to VM r");
    }

    @Test
    public void mistakesGetOneLine() throws Exception {
        shell.run("vm:create n");
        assertThat(shell.failure("network:server n 0"))
                .hasToString(
                        "network:server: VM n is not networked; create one with networked(true), or vm:create --networked")
                .hasCauseInstanceOf(VmConnectionException.class);
        assertThat(shell.failure("network:server n 80"))
                .hasToString("network:server: port 80 is not allowed; use one of 1024 to 65535");
        assertThat(shell.failure("network:client n '' 2000 x"))
                .hasToString("network:client: the host is empty; give a name or an address");
        assertThat(shell.failure("network:peer n 0 somewhere"))
                .hasToString("network:peer: 'somewhere' is no peer; write it like localhost:9000");
        assertThat(shell.failure("network:get n ftp://a/"))
                .hasToString(
                        "network:get: 'ftp://a/' is no address of http; write it like http://example.org:8080/path");
        assertThat(shell.failure("network:output n"))
                .hasToString("network:output: nothing was started in VM n; network:tasks shows what was");
        assertThat(shell.run("network:policy")).contains("connects to", "listens on", "sockets");
    }
}
