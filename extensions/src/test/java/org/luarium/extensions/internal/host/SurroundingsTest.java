// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.host;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.luarium.core.internal.confine.Tier;
import org.luarium.extension.Extension;
import org.luarium.extension.ExtensionStartException;
import org.luarium.extension.ExtensionState;
import org.luarium.extension.spi.CallTimeoutException;
import org.luarium.extensions.sample.Unruly;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.Diagnosis;
import org.luarium.isolate.SandboxUnavailableException;
import org.osgi.framework.ServiceException;

/** What keeps extensions from the host, and from each other. */
@Timeout(90)
class SurroundingsTest {
    @Test
    void line87_line92_whereNothingGuardsFilesRequiredIsRefusedAndTheReportSaysWhatIsOff() throws Exception {
        try (TestHost host = new TestHost(Grants.NONE, Tier.LIMITS, config -> config)) {
            assertThatThrownBy(() -> host.load(host.unruly("strict"))).isInstanceOf(SandboxUnavailableException.class);
            assertThat(host.extensions.list()).isEmpty();
            assertThat(host.workFolders()).isEmpty();
            Extension preferred = host.extensions.load(
                    host.unruly("preferred").mode(Confinement.Mode.PREFERRED).build());
            assertThat(preferred.service(Unruly.class).act("generation", "")).isEqualTo("1");
            assertThat(preferred.confinement().orElseThrow().toString()).contains("file");
            assertThat(host.load(host.unruly("off").mode(Confinement.Mode.OFF)).act("generation", ""))
                    .isEqualTo("1");
        }
    }

    @Test
    void line88_seesItsOwnFolderAndNotThoseOfOthers() throws Exception {
        try (TestHost host = new TestHost()) {
            Path secret = Files.writeString(host.folder.resolve("secret"), "secret");
            Path inTmp = Files.createTempFile("luarium-host", ".txt");
            Unruly one = host.load(host.unruly("one"));
            Unruly other = host.load(host.unruly("other"));
            String mine = one.act("folder", "");
            for (Path hidden : List.of(
                    secret, inTmp, Path.of("/etc/shadow"), Path.of(other.act("folder", "")), Path.of("/root"))) {
                assertThatThrownBy(() -> one.act(Files.isDirectory(hidden) ? "files" : "read", hidden.toString()))
                        .as("%s", hidden)
                        .isInstanceOf(Exception.class);
            }
            assertThat(one.act("write", mine + "/x")).isEqualTo(mine + "/x");
            String scratch = "/tmp/luarium-private-" + System.nanoTime();
            assertThat(one.act("write", scratch)).isEqualTo(scratch);
            assertThatThrownBy(() -> other.act("read", scratch)).isInstanceOf(Exception.class);
            assertThat(Path.of(scratch)).doesNotExist();
            String jar = host.jar("unruly").toString();
            assertThatThrownBy(() -> one.act("write", jar)).isInstanceOf(Exception.class);
            assertThat(one.act("property", "java.io.tmpdir")).isEqualTo("/tmp");
            Files.delete(inTmp);
        }
    }

    @Test
    void folderIsNewForEachProcessAndGoesWithIt() throws Exception {
        try (TestHost host = new TestHost()) {
            Extension extension = host.extensions.load(host.unruly("housed").build());
            Unruly service = extension.service(Unruly.class);
            String first = service.act("folder", "");
            service.act("write", first + "/x");
            assertThat(Path.of(first, "x")).hasContent("written");
            extension.reload();
            String second = service.act("folder", "");
            assertThat(second).isNotEqualTo(first);
            assertThat(service.act("files", second)).isEqualTo("[]");
            assertThat(Path.of(first)).doesNotExist();
            assertThatThrownBy(() -> service.act("die", "x")).isInstanceOf(ServiceException.class);
            await().untilAsserted(() -> assertThat(Path.of(second)).doesNotExist());
            extension.close();
            assertThat(host.workFolders()).isEmpty();
        }
    }

    @Test
    void line89_networkIsThereOnlyWhenItIsGiven() throws Exception {
        try (TestHost host = new TestHost();
                ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(listener.getLocalPort());
            Unruly offline = host.load(host.unruly("offline"));
            assertThatThrownBy(() -> offline.act("connect", port)).isInstanceOf(Exception.class);
            Unruly online = host.load(host.unruly("online").network(true));
            assertThat(online.act("connect", port)).isEqualTo("connected to " + port);
        }
    }

    @Test
    void line91_givenPathsAreThereAndLinksToTooMuchAreNot() throws Exception {
        try (TestHost host = new TestHost()) {
            Path readable = Files.createDirectory(host.folder.resolve("readable"));
            Path file = Files.writeString(readable.resolve("file"), "content");
            Path writable = Files.createDirectory(host.folder.resolve("writable"));
            Path link = Files.createSymbolicLink(host.folder.resolve("link"), readable);
            Unruly service = host.load(host.unruly("given").readable(link).writable(writable));
            assertThat(service.act("read", file.toString())).isEqualTo("content");
            assertThatThrownBy(() -> service.act("write", file.toString())).isInstanceOf(Exception.class);
            service.act("write", writable + "/new");
            assertThat(writable.resolve("new")).hasContent("written");
            Path sly = Files.createSymbolicLink(host.folder.resolve("sly"), Path.of("/etc"));
            assertThatThrownBy(() -> host.load(host.unruly("sly").readable(sly)))
                    .isInstanceOf(ExtensionStartException.class)
                    .hasMessageContaining("'/etc', which holds too much");
        }
    }

    @Test
    void line93_outOfMemoryEndsItAloneAndSaysSo() throws Exception {
        try (TestHost host = new TestHost()) {
            Unruly sibling = host.load(host.unruly("sibling"));
            Extension greedy = host.extensions.load(host.unruly("greedy").build());
            assertThatThrownBy(() -> greedy.service(Unruly.class).act("allocate", "1024"))
                    .isInstanceOf(ServiceException.class)
                    .hasMessageContaining("out of memory: its heap may have 64 MiB; raise memoryBytes");
            await().until(() -> greedy.info().problem().orElse("").contains("out of memory"));
            assertThat(sibling.act("generation", "")).isEqualTo("1");
            await().atMost(Duration.ofSeconds(20)).until(() -> greedy.info().state() == ExtensionState.READY);
        }
    }

    @Test
    void line93_busyLoopIsEndedByItsProcessorTime() throws Exception {
        try (TestHost host = new TestHost()) {
            Extension busy = host.extensions.load(host.unruly("busy")
                    .cpuTime(Duration.ofSeconds(3))
                    .callTime(Duration.ofSeconds(60))
                    .build());
            assertThatThrownBy(() -> busy.service(Unruly.class).act("spin", ""))
                    .isInstanceOf(ServiceException.class)
                    .hasMessageContaining("its processor time of PT3S is used up; raise cpuTime");
        }
    }

    @Test
    void line93_busyLoopDelaysNobodyAndCanBeStopped() throws Exception {
        try (TestHost host = new TestHost()) {
            Unruly sibling = host.load(host.unruly("sibling"));
            Extension busy = host.extensions.load(host.unruly("busy")
                    .callTime(Duration.ofSeconds(5))
                    .stopTime(Duration.ofSeconds(2))
                    .build());
            assertThatThrownBy(() -> busy.service(Unruly.class).act("spin", ""))
                    .isInstanceOf(CallTimeoutException.class);
            assertThat(sibling.act("generation", "")).isEqualTo("1");
            assertThat(busy.service(Unruly.class).act("generation", "")).isEqualTo("1");
            busy.stop();
            assertThat(busy.info().state()).isEqualTo(ExtensionState.STOPPED);
            assertThat(host.workFolders()).hasSize(1);
        }
    }

    @Test
    void line94_filesAndThreadsAreLimited() throws Exception {
        try (TestHost host = new TestHost()) {
            Unruly limited = host.load(host.unruly("limited").openFiles(100));
            assertThat(limited.act("open", "200")).contains("Too many open files");
            Unruly threads = host.load(host.unruly("threads").processes(200));
            try {
                assertThat(threads.act("threads", "1000")).endsWith("refused");
            } catch (ServiceException e) {
                // A JVM that cannot have a thread which it needs itself gives up.
                assertThat(e).hasMessageContaining("ended with");
            }
            assertThat(limited.act("generation", "")).isNotEmpty();
        }
    }

    @Test
    void line97_diagnosisStartsAJvmAndMapsMemory() throws Exception {
        try (TestHost host = new TestHost()) {
            List<Diagnosis> findings = host.extensions.diagnose();
            assertThat(findings).extracting(Diagnosis::layer).contains("extensions in Java", "shared memory");
            assertThat(findings.get(0).state()).isEqualTo(Diagnosis.State.OK);
            assertThat(findings.get(0).detail()).contains("greeted after");
            assertThat(host.workFolders()).isEmpty();
        }
        try (TestHost host = new TestHost(Grants.NONE, Tier.LIMITS, config -> config)) {
            Diagnosis degraded = host.extensions.diagnose().get(0);
            assertThat(degraded.state()).isEqualTo(Diagnosis.State.DEGRADED);
            assertThat(degraded.detail()).contains("not confined");
            assertThat(degraded.remedy()).isNotEmpty();
        }
        try (TestHost host =
                new TestHost(Grants.NONE, Tier.NAMESPACES, config -> TestHost.other(config, "echo broken; exit 5"))) {
            Diagnosis missing = host.extensions.diagnose().get(0);
            assertThat(missing.state()).isEqualTo(Diagnosis.State.MISSING);
            assertThat(missing.remedy()).contains("JDK");
        }
    }

    @Test
    void debuggerFindsItsJvm() throws Exception {
        try (TestHost host = new TestHost()) {
            Extension extension = host.extensions.load(
                    host.unruly("debugged").network(true).debugPort(0).build());
            Pattern port = Pattern.compile("transport dt_socket at address: (?:127\\.0\\.0\\.1:)?(\\d+)");
            await().until(() -> port.matcher(extension.output()).find());
            Matcher found = port.matcher(extension.output());
            assertThat(found.find()).isTrue();
            try (Socket debugger = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(found.group(1)))) {
                debugger.setSoTimeout(10_000);
                debugger.getOutputStream().write("JDWP-Handshake".getBytes(US_ASCII));
                debugger.getOutputStream().flush();
                assertThat(debugger.getInputStream().readNBytes(14)).isEqualTo("JDWP-Handshake".getBytes(US_ASCII));
            }
            assertThat(extension.service(Unruly.class).act("generation", "")).isEqualTo("1");
        }
    }
}
