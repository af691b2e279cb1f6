// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.luarium.isolate.Profile;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.Vm;

/** Two VMs that exchange lines. */
class LineTest {
    private NetworkTestHost host;
    private final BlockingQueue<Integer> ports = new LinkedBlockingQueue<>();

    @BeforeEach
    void open() throws IOException {
        host = new NetworkTestHost(NetworkTestHost.STANDARD);
        host.sockets.addListener((vm, port) -> ports.add(port));
    }

    @AfterEach
    void close() {
        host.close();
    }

    @ParameterizedTest
    @CsvSource({
        "5.1, STANDARD",
        "5.2, STANDARD",
        "5.3, UNTRUSTED",
        "5.4, STANDARD",
        "luajit, UNTRUSTED",
        "embedded, TRUSTED",
        "5.4, UNTRUSTED",
        "5.4, TRUSTED"
    })
    void exchangesLines(String engine, Profile profile) throws Exception {
        Vm server = host.vm("server", engine, profile);
        Vm client = host.vm("client", engine, profile);
        CompletableFuture<ExecutionResult> serving = server.executeAsync("""
                local s = assert(require('socket').bind('*', 0))
                local c = s:accept()
                c:send('hello\\n')
                local line = c:receive()
                c:close()
                return line
                """).toCompletableFuture();
        Integer port = ports.poll(20, TimeUnit.SECONDS);
        assertThat(port).isNotNull();

        ExecutionResult result = client.execute("""
                local s = require 'socket'
                local c = assert(s.connect('127.0.0.1', %d))
                local greeting = c:receive('*l')
                c:send('message\\n')
                c:close()
                return greeting
                """.formatted(port));

        assertThat(result.orThrow().value().asString()).isEqualTo("hello");
        assertThat(serving.get(20, TimeUnit.SECONDS).orThrow().value().asString())
                .isEqualTo("message");
    }
}
