// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.luarium.network.ClientOptions;
import org.luarium.network.ClusterOptions;
import org.luarium.network.ClusterOptions.Topology;
import org.luarium.network.HeartbeatOptions;
import org.luarium.network.PeerOptions;
import org.luarium.network.PeerOptions.Peer;
import org.luarium.network.ServerOptions;

final class NetworkCommandsTest {
    private final FakeVms vms = new FakeVms();
    private final FakeNetwork network = new FakeNetwork();
    private final GogoSession gogo = new GogoSession(
            "",
            new VmCommands(vms),
            new NetworkCommands(network),
            new NetworkTaskCommands(vms, network),
            new LuariumCommands("1", vms, null, true));

    @AfterEach
    void close() {
        gogo.close();
    }

    private String failure(String line) {
        try {
            gogo.execute(line);
        } catch (Exception e) {
            return e.toString();
        }
        throw new AssertionError("no failure: " + line);
    }

    @Test
    void wordsBecomeOptions() throws Exception {
        gogo.execute("network:server a 0; network:echo a 2000 --timeout 3s");
        gogo.execute("network:client a localhost 2000 'x y' --timeout 1s");
        gogo.execute("network:peer a 2001 localhost:2000 b:2002 --duration 4s --interval 500ms");
        gogo.execute("network:heartbeat a localhost 2000 --count 3 --interval 1s");
        gogo.execute("network:get a http://b:2000/c");
        gogo.execute("network:cluster a b --topology Mesh --port 3000");

        Duration second = Duration.ofSeconds(1);
        assertThat(network.asked)
                .startsWith(
                        ServerOptions.on(0),
                        new ServerOptions(2000, Duration.ofSeconds(3)),
                        new ClientOptions("localhost", 2000, "x y", second),
                        new PeerOptions(
                                2001,
                                List.of(new Peer("localhost", 2000), new Peer("b", 2002)),
                                Duration.ofSeconds(4),
                                Duration.ofMillis(500)),
                        new HeartbeatOptions("localhost", 2000, second, 3),
                        "http://b:2000/c PT30S",
                        new ClusterOptions(Topology.MESH, 3000, Duration.ofSeconds(30), Duration.ofSeconds(5)));
    }

    @Test
    void patternsTakeNetworkedVms() throws Exception {
        gogo.execute("vm:create p1 --networked; vm:create p2; vm:create p3 --networked; network:cluster 'p*'");

        assertThat(network.tasks).extracting(FakeNetwork.FakeTask::vm).containsExactly("p1", "p3");
        assertThat(failure("network:cluster 'q*'")).contains("no id matches 'q*'");
    }

    @Test
    void whatIsWaitedForIsPrinted() throws Exception {
        assertThat(gogo.execute("network:client a localhost 2000 x")).isNull();
        assertThat(gogo.out()).isEqualTo("one line\n");
        assertThat(gogo.print("network:client a localhost 2000 x --json")).contains("\"outcome\" : \"ok\"");
    }

    @Test
    @Timeout(30)
    void anInterruptStopsWhatIsWaitedFor() throws Exception {
        Thread shell = new Thread(() -> {
            try {
                gogo.execute("network:server a 0 --wait");
            } catch (Exception e) {
                gogo.session.put("failure", e);
            }
        });
        shell.start();
        await().until(() -> gogo.out().contains("one line"));

        gogo.session.foregroundJob().interrupt();
        shell.join();

        await().until(() -> network.tasks.get(0).stopped);
        assertThat(gogo.session.get("failure")).isNotNull();
    }

    @Test
    void tasksAreListedAndStopped() throws Exception {
        gogo.execute("network:server a 0; network:server b 0");

        assertThat(gogo.print("network:tasks 'a*'"))
                .contains("a   server  running  2000  one ")
                .doesNotContain("\u001b", "\nb");
        assertThat(gogo.print("network:tasks --json")).contains("\"kind\" : \"server\"", "\"port\" : 2000");
        assertThat(gogo.print("network:stop '*'")).isEqualTo("stopped a, b");
        assertThat(network.tasks).allMatch(task -> task.stopped);
        assertThat(failure("network:stop a")).contains("nothing runs in VM a");
        gogo.execute("network:output a");
        assertThat(gogo.out()).isEqualTo("one line\n");
    }

    @Test
    void messagesAreSent() throws Exception {
        assertThat(gogo.print("network:send news 'a b'")).isEqualTo("sent to 2 subscribers");
        assertThat(gogo.print("network:send a x --mailbox")).isEqualTo("sent to VM a");
        assertThat(gogo.print("network:request a x --timeout 2s")).isEqualTo("42");
        assertThat(network.asked).containsExactly("news a b", "VM a x", "VM a x PT2S");
    }

    @Test
    void whatIsThereIsShown() throws Exception {
        assertThat(gogo.print("network:channels")).contains("news     7          1        a, host:x");
        assertThat(gogo.print("network:connections"))
                .contains("a   3       tcp   half closed  127.0.0.1:1  evil")
                .doesNotContain("\u001b");
        assertThat(gogo.print("network:policy")).contains("connects to  vm:*, *:443", "listens on   nothing");
        assertThat(gogo.print("network:policy --json")).contains("\"connectionsPerSecond\" : 5");
    }

    @Test
    void completesWhatCanStandThere() throws Exception {
        gogo.execute("vm:create p1 --networked; vm:create p2");

        assertThat(candidates("network:server", "''", 1)).isEqualTo(List.of("p1"));
        assertThat(candidates("network:cluster", "p1 --topology ''", 3)).isEqualTo(List.of("ring", "mesh"));
        assertThat(candidates("network:send", "''", 1)).isEqualTo(List.of("news"));
        assertThat(candidates("network:client", "p1 ''", 2)).isEqualTo(List.of("localhost"));
    }

    @Test
    void mistakesAreNamed() {
        assertThat(failure("network:server a x")).contains("'x' is not a number from 0 to 65535");
        assertThat(failure("network:server a 80")).contains("port 80 is not allowed; use one of 1024 to 65535");
        assertThat(failure("network:peer a 0 b")).contains("'b' is no peer");
        assertThat(failure("network:get a 'a b'")).contains("'a b' is no address");
        assertThat(failure("network:client a b 2000 'x\ny'")).contains("more than one line");
        assertThatThrownBy(() -> gogo.execute("network:output a")).hasMessageContaining("nothing was started in VM a");
    }

    private Object candidates(String command, String words, int place) throws Exception {
        return gogo.execute("luarium:_candidates " + command + " [" + command + " " + words + "] " + place);
    }
}
