// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.luarium.store.internal.fetch.EvilServer.says;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.store.FetchException;
import org.luarium.store.HashMismatchException;
import org.luarium.store.internal.fetch.EvilServer.Evil;

final class ResumeTest extends EvilDownloading {
    @ParameterizedTest
    @ValueSource(strings = {TAG, "\nLast-Modified: Wed, 21 Oct 2015 07:28:00 GMT"})
    void fetch126_resumeOfAPartialDownloadEndsInRightBytes(String version) throws Exception {
        try (EvilServer server = new EvilServer(breaks(version), partial(right(), rest(CONTENT), version))) {
            assertThatThrownBy(() -> fetch(once, server))
                    .isInstanceOf(FetchException.class)
                    .hasMessageContaining("the connection ended after 40000 of 100000 bytes; try again later");

            fetch(once, server);

            assertThat(target).hasBinaryContent(CONTENT);
            assertThat(server.requests().get(0)).doesNotContain("Range");
            assertThat(server.requests().get(1))
                    .contains("Range: bytes=40000-", "If-Range: " + version.substring(version.indexOf(' ') + 1));
            assertThat(partials).isEmptyDirectory();
        }
    }

    @Test
    void fetch126_resumeHappensWithinOneFetchToo() throws Exception {
        try (EvilServer server = new EvilServer(breaks(TAG), partial(right(), rest(CONTENT), TAG))) {
            fetch(patient, server);

            assertThat(target).hasBinaryContent(CONTENT);
            assertThat(server.requests()).hasSize(2);
        }
    }

    /** What a server may answer to a range, other than that range. */
    static Stream<Evil> wrongRanges() {
        return Stream.of(
                whole(),
                says("HTTP/1.1 416 No\nConnection: close\nContent-Length: 0"),
                partial("bytes 0-" + (SIZE - 1) + "/" + SIZE, CONTENT, TAG),
                partial("bytes 39999-99999/100000", Arrays.copyOfRange(CONTENT, CUT - 1, SIZE), TAG),
                partial("bytes 40000-59999/100000", Arrays.copyOfRange(CONTENT, CUT, 60_000), TAG),
                partial("bytes 40000-39999/100000", new byte[0], TAG),
                partial("bytes 40000-99998/100000", rest(CONTENT), TAG),
                partial("bytes 40000-99999/100000", Arrays.copyOfRange(CONTENT, CUT, 70_000), TAG),
                partial("bytes 40000-999999999999999999999/*", rest(CONTENT), TAG),
                partial("lines 1-2/3", rest(CONTENT), TAG),
                partial("", rest(CONTENT), TAG),
                partial(right(), rest(CONTENT), "\nETag: \"v2\""),
                partial(right(), rest(OTHER), TAG));
    }

    @ParameterizedTest
    @MethodSource("wrongRanges")
    void fetch126_wrongRangeLeadsToACleanRestart(Evil evil) throws Exception {
        try (EvilServer server = new EvilServer(breaks(TAG), evil, whole())) {
            fetch(patient, server);

            assertThat(target).hasBinaryContent(CONTENT);
            assertThat(server.requests().get(1)).contains("Range: bytes=40000-");
            assertThat(server.requests().stream().skip(2)).allMatch(r -> !r.contains("Range"));
            assertThat(partials).isEmptyDirectory();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\nETag: W/\"weak\""})
    void withoutAVersionNothingIsResumed(String version) throws Exception {
        try (EvilServer server = new EvilServer(breaks(version), whole())) {
            assertThatThrownBy(() -> fetch(once, server)).isInstanceOf(FetchException.class);
            assertThat(partials).isEmptyDirectory();

            fetch(once, server);

            assertThat(server.requests().get(1)).doesNotContain("Range");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"v1\"", "\"v1\"\nmore\n"})
    void damagedSidecarLeadsToACleanRestart(String text) throws Exception {
        try (EvilServer server = new EvilServer(breaks(TAG), whole())) {
            assertThatThrownBy(() -> fetch(once, server)).isInstanceOf(FetchException.class);
            try (Stream<Path> files = Files.list(partials)) {
                Path sidecar = files.filter(f -> f.toString().endsWith(".from"))
                        .findAny()
                        .orElseThrow();
                Files.writeString(sidecar, text);
            }

            fetch(once, server);

            assertThat(target).hasBinaryContent(CONTENT);
            assertThat(server.requests().get(1)).doesNotContain("Range");
        }
    }

    @Test
    void d12_partialSpoiltOnDiskIsFetchedAnew() throws Exception {
        try (EvilServer server = new EvilServer(breaks(TAG), partial(right(), rest(CONTENT), TAG), whole())) {
            assertThatThrownBy(() -> fetch(once, server)).isInstanceOf(FetchException.class);
            try (Stream<Path> files = Files.list(partials)) {
                Path partial = files.filter(f -> f.toString().endsWith(".part"))
                        .findAny()
                        .orElseThrow();
                Files.write(partial, cut(OTHER));
            }

            fetch(once, server);

            assertThat(target).hasBinaryContent(CONTENT);
            assertThat(server.requests()).hasSize(3);
        }
    }

    @Test
    void d12_serverThatStaysWrongIsGivenUpAndNothingKept() throws Exception {
        try (EvilServer server =
                new EvilServer(breaks(TAG), partial(right(), rest(OTHER), TAG), says(HEAD + TAG, OTHER))) {
            assertThatThrownBy(() -> fetch(patient, server)).isInstanceOf(HashMismatchException.class);

            assertThat(server.requests()).hasSize(3);
            assertThat(target).doesNotExist();
            assertThat(partials).isEmptyDirectory();
        }
    }

    @Test
    void anotherExpectedHashDoesNotContinueTheSamePartial() throws Exception {
        try (EvilServer server = new EvilServer(breaks(TAG), says(HEAD + TAG, OTHER))) {
            assertThatThrownBy(() -> fetch(once, server)).isInstanceOf(FetchException.class);

            FetchRequest other = FetchRequest.of(server.uri())
                    .sha256(Downloading.hash("SHA-256", OTHER))
                    .build();
            once.fetch(other, target, Progress.NONE, () -> false);

            assertThat(server.requests().get(1)).doesNotContain("Range");
        }
    }
}
