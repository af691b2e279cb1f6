// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.luarium.store.Hash;
import org.luarium.store.Ref;
import org.luarium.store.Signature;
import org.luarium.store.Trust;
import org.luarium.store.UntrustedException;
import org.luarium.store.internal.record.Manifest;
import org.luarium.store.internal.record.ObjectRecord;

/**
 * What a signature covers, and whether one is worth anything. Signed with Ed25519 (RFC 8032, without a context) is this text, in UTF-8, each line with an end of line:
 *
 * <pre>
 * luarium-signature-1
 * the reference, rref:…
 * the tree hash, 64 hexadecimal digits
 * the size, decimal
 * the reference of each direct dependency, rref:…, one per line, in the order of their texts
 * </pre>
 *
 * <p>The reference covers the derivation, whose digest covers configuration, realizer and fixed output. Not covered are times, provenance and other signatures.
 */
final class Signing {
    private static final String PURPOSE = "luarium-signature-1";

    private Signing() {}

    static byte[] text(ObjectRecord object) {
        StringBuilder text = new StringBuilder();
        text.append(PURPOSE).append('\n');
        text.append(object.ref()).append('\n');
        text.append(object.tree().hex()).append('\n');
        text.append(object.size()).append('\n');
        object.dependencies().values().stream()
                .flatMap(List::stream)
                .map(Ref.RRef::toString)
                .sorted()
                .forEach(ref -> text.append(ref).append('\n'));
        return text.toString().getBytes(UTF_8);
    }

    /** With a signature of a key, if there is one, besides those of others. */
    static Manifest sign(Manifest manifest, Optional<SigningKey> key) {
        if (key.isEmpty()) {
            return manifest;
        }
        List<Signature> signatures = new ArrayList<>(manifest.object().signatures());
        signatures.removeIf(signature -> signature.key().equals(key.get().name()));
        signatures.add(key.get().sign(manifest.object()));
        return new Manifest(manifest.definition(), manifest.object().with(signatures));
    }

    /**
     * Lets pass what is proven: by a signature, or because the derivation says what its content has to be.
     *
     * @param source who offers it
     */
    static void check(Manifest manifest, Trust trust, String source) {
        ObjectRecord object = manifest.object();
        Optional<Hash> fixed = manifest.definition().fixedOutput();
        if (trust.unsigned() || fixed.equals(Optional.of(object.tree()))) {
            return;
        }
        byte[] text = text(object);
        List<String> unknown = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        for (Signature signature : object.signatures()) {
            PublicKey key = trust.keys().get(signature.key());
            if (key == null) {
                unknown.add(signature.key());
            } else if (isValid(signature, key, text)) {
                return;
            } else {
                wrong.add(signature.key());
            }
        }
        String problem;
        if (!wrong.isEmpty()) {
            problem =
                    "its signature by " + wrong + " is wrong; somebody has changed it, or has another key of this name";
        } else if (!unknown.isEmpty()) {
            problem = "it is signed by " + unknown + " and by none of the trusted keys "
                    + trust.keys().keySet();
        } else {
            problem = "it is not signed; have it signed, or accept what is unsigned";
        }
        throw new UntrustedException(object.ref() + " from " + source, problem);
    }

    private static boolean isValid(Signature signature, PublicKey key, byte[] text) {
        try {
            java.security.Signature verifier = java.security.Signature.getInstance(PublicKeys.ALGORITHM);
            verifier.initVerify(key);
            verifier.update(text);
            return verifier.verify(Base64.getDecoder().decode(signature.value()));
        } catch (GeneralSecurityException e) {
            return false; // no such key, or no such signature
        }
    }
}
