// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.store.Config;
import org.luarium.store.Hash;
import org.luarium.store.Provenance;
import org.luarium.store.Signature;
import org.luarium.store.StoreAccessException;
import org.luarium.store.Trust;
import org.luarium.store.UntrustedException;
import org.luarium.store.internal.record.Manifest;
import org.luarium.store.internal.record.ObjectRecord;
import org.luarium.store.internal.reference.Definition;
import org.luarium.store.internal.reference.Keys;

class SigningKeyTest {
    private static final Hash TREE = new Hash("ab".repeat(32));

    @TempDir
    private Path directory;

    private static Manifest manifest(Optional<Hash> fixed) {
        Definition definition = Definition.of(Config.builder("thing").build(), "realizer", fixed);
        return new Manifest(
                definition,
                new ObjectRecord(
                        Keys.rref(definition.dref(), Map.of(), TREE),
                        Map.of(),
                        TREE,
                        7,
                        Instant.EPOCH,
                        Instant.EPOCH,
                        "",
                        new Provenance(Provenance.Origin.BUILT, "", ""),
                        List.of()));
    }

    @Test
    void aKeyIsAFileForItsOwner() throws IOException {
        Path file = directory.resolve("keys/signing");
        PublicKey key = SigningKey.generate("builder-1", file);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        String line = Files.readString(directory.resolve("keys/signing.pub"));
        assertThat(line).matches("builder-1:[A-Za-z0-9+/]{43}=\n");
        assertThat(PublicKeys.parse(line)).isEqualTo(Map.entry("builder-1", key));
        assertThat(SigningKey.read(file)).hasToString("SigningKey[builder-1]");
        assertThatThrownBy(() -> SigningKey.generate("builder-1", file))
                .isInstanceOf(StoreAccessException.class)
                .hasMessageContaining("not replaced");
    }

    @Test
    void aFileThatIsNoKeyIsNotQuoted() throws IOException {
        Path file = directory.resolve("key");
        for (String text : List.of("", "secret", "name:secret!", ":", "name:c2VjcmV0", "\u00e9:c2VjcmV0")) {
            Files.writeString(file, text);
            assertThatThrownBy(() -> SigningKey.read(file))
                    .isInstanceOf(StoreAccessException.class)
                    .hasMessageNotContaining("secret")
                    .hasMessageNotContaining("c2Vj");
        }
    }

    @Test
    void keysHaveOneForm() {
        assertThatThrownBy(() -> PublicKeys.parse("name")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PublicKeys.parse("na me:AAAA")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PublicKeys.parse("name:AAAA")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aConfigurationIsRead() {
        SigningKey.generate("one", directory.resolve("one"));
        String key = PublicKeys.format("two", SigningKey.generate("two", directory.resolve("two")));
        String file = directory.resolve("one").toString();

        ExchangeSettings settings = ExchangeSettings.parse(List.of("https://example.org/c"), List.of(key), true, file);

        assertThat(settings.caches()).hasSize(1);
        assertThat(settings.trust().keys()).containsOnlyKeys("two");
        assertThat(settings.trust().unsigned()).isTrue();
        assertThat(settings.key().orElseThrow().name()).isEqualTo("one");
        assertThatThrownBy(() -> ExchangeSettings.parse(List.of("ftp://u:secret@h"), List.of(), false, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> ExchangeSettings.parse(List.of(), List.of(key, key), false, ""))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theSignedTextIsFixed() {
        Manifest manifest = manifest(Optional.empty());

        assertThat(new String(Signing.text(manifest.object()), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo("luarium-signature-1\n" + manifest.object().ref() + "\n" + TREE.hex() + "\n7\n");
    }

    @Test
    void signingAgainReplacesTheOwnSignatureAndKeepsOthers() {
        PublicKey one = SigningKey.generate("one", directory.resolve("one"));
        SigningKey.generate("two", directory.resolve("two"));
        Optional<SigningKey> first = Optional.of(SigningKey.read(directory.resolve("one")));
        Optional<SigningKey> second = Optional.of(SigningKey.read(directory.resolve("two")));

        Manifest signed = Signing.sign(Signing.sign(Signing.sign(manifest(Optional.empty()), first), second), first);

        assertThat(signed.object().signatures()).extracting(Signature::key).containsExactlyInAnyOrder("one", "two");
        Signing.check(signed, Trust.in(Map.of("one", one)), "test");
        assertThatThrownBy(() -> Signing.check(signed, Trust.in(Map.of("two", one)), "test"))
                .isInstanceOf(UntrustedException.class);
    }

    @Test
    void aFixedOutputNeedsNoSignature() {
        Signing.check(manifest(Optional.of(TREE)), Trust.in(Map.of()), "test");
        assertThatThrownBy(() -> Signing.check(manifest(Optional.empty()), Trust.in(Map.of()), "test"))
                .isInstanceOf(UntrustedException.class);
    }
}
