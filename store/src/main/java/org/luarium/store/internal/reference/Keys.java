// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.reference;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.luarium.store.Config;
import org.luarium.store.Hash;
import org.luarium.store.Ref;

/**
 * The digests that references and keys are made of: SHA-256 over a purpose and fields, each field with its length before it (8 bytes, big-endian), so that no two lists of fields run
 * into one another. See docs/store.md.
 */
public final class Keys {
    /** Before the name of a dependency in the canonical form, and nowhere else: in a text, the quotes would be escaped. */
    private static final String DEPENDENCY = "{\"$dep\":[\"";

    private static final ThreadLocal<MessageDigest> SHA256 = ThreadLocal.withInitial(Keys::sha256);

    private final MessageDigest digest = SHA256.get();
    private final byte[] length = new byte[Long.BYTES];

    private Keys(String purpose) {
        digest.reset();
        add(purpose);
    }

    /** The name of a derivation. */
    public static Ref.DRef dref(Config config, String realizer, Optional<Hash> fixedOutput) {
        Keys keys = new Keys("luarium-derivation-1");
        keys.add(config.toJson());
        keys.add(realizer);
        keys.add(fixedOutput.map(Hash::hex).orElse(""));
        return new Ref.DRef(Base32.encode(keys.digest.digest()), config.name());
    }

    /** The name of a realization. */
    public static Ref.RRef rref(Ref.DRef dref, Map<Ref.DRef, List<Ref.RRef>> dependencies, Hash tree) {
        Keys keys = new Keys("luarium-realization-1");
        keys.add(dref.toString());
        keys.add(dependencies);
        keys.add(tree.hex());
        return new Ref.RRef(Base32.encode(keys.digest.digest()), dref);
    }

    /** What is the same for all realizations of a derivation in one context: by this, binary caches are asked. */
    public static String build(Ref.DRef dref, Map<Ref.DRef, List<Ref.RRef>> dependencies) {
        Keys keys = new Keys("luarium-build-1");
        keys.add(dref.toString());
        keys.add(dependencies);
        return Base32.encode(keys.digest.digest());
    }

    /**
     * What is the same for all builds that see the same: the configuration with the content of dependencies in place of their names.
     *
     * @param trees the content of each direct dependency, sorted
     */
    public static String action(Config config, String realizer, Map<Ref.DRef, List<Hash>> trees) {
        Keys keys = new Keys("luarium-action-1");
        keys.add(realizer);
        String json = config.toJson();
        int from = 0;
        for (int at = json.indexOf(DEPENDENCY, from); at >= 0; at = json.indexOf(DEPENDENCY, from)) {
            int start = at + DEPENDENCY.length();
            int end = json.indexOf('"', start);
            keys.add(json.substring(from, start));
            List<Hash> content = trees.getOrDefault(Ref.DRef.parse(json.substring(start, end)), List.of());
            keys.add(content.size());
            content.forEach(tree -> keys.add(tree.hex()));
            from = end;
        }
        keys.add(json.substring(from));
        return Base32.encode(keys.digest.digest());
    }

    /** The derivations that a configuration, in its canonical form, depends on directly; one that does so twice is there twice. */
    public static List<Ref.DRef> dependencies(String json) {
        List<Ref.DRef> dependencies = new ArrayList<>();
        for (int at = json.indexOf(DEPENDENCY); at >= 0; at = json.indexOf(DEPENDENCY, at + 1)) {
            int start = at + DEPENDENCY.length();
            dependencies.add(Ref.DRef.parse(json.substring(start, json.indexOf('"', start))));
        }
        return dependencies;
    }

    private void add(Map<Ref.DRef, List<Ref.RRef>> dependencies) {
        add(dependencies.size());
        for (List<Ref.RRef> refs : new TreeMap<>(dependencies).values()) {
            add(refs.size());
            refs.stream().sorted().forEach(ref -> add(ref.toString()));
        }
    }

    private void add(String field) {
        byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
        add(bytes.length);
        digest.update(bytes);
    }

    private void add(long number) {
        for (int i = 0; i < length.length; i++) {
            length[i] = (byte) (number >>> (56 - 8 * i));
        }
        digest.update(length);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
