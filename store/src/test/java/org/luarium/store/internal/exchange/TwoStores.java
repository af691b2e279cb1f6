// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.exchange;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.store.Ref;
import org.luarium.store.Trust;
import org.luarium.store.internal.Settings;
import org.luarium.store.internal.StoreImpl;

/** One store exports, another imports. */
abstract class TwoStores {
    @TempDir
    Path directory;

    final Samples samples = new Samples();
    StoreImpl source;
    StoreImpl target;

    @BeforeEach
    void open() {
        source = open("source", ExchangeSettings.DEFAULT);
        target = open("target", ExchangeSettings.DEFAULT);
    }

    @AfterEach
    void close() {
        target.close();
        source.close();
    }

    StoreImpl open(String name, ExchangeSettings exchange) {
        return new StoreImpl(directory.resolve(name), Settings.defaults().withExchange(exchange));
    }

    PublicKey sign(String name) {
        PublicKey key = SigningKey.generate(name, directory.resolve(name));
        source.close();
        source = open("source", ExchangeSettings.DEFAULT.withKey(SigningKey.read(directory.resolve(name))));
        return key;
    }

    byte[] export(Ref.RRef... refs) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        source.exportTo(List.of(refs), out);
        return out.toByteArray();
    }

    Set<Ref.RRef> read(byte[] export, Trust trust) {
        return target.importFrom(new ByteArrayInputStream(export), trust);
    }

    static byte[] replace(byte[] bytes, String from, String to) {
        String text = new String(bytes, ISO_8859_1);
        assertThat(text).contains(from);
        return text.replace(from, to).getBytes(ISO_8859_1);
    }

    List<Path> leftovers(String folder) throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("target").resolve(folder))) {
            return files.toList();
        }
    }
}
