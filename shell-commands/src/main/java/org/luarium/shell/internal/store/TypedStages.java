// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.store;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.luarium.shell.internal.syntax.Arguments;
import org.luarium.shell.internal.syntax.Syntax;
import org.luarium.shell.internal.syntax.UsageException;
import org.luarium.store.Config;
import org.luarium.store.Fetch;
import org.luarium.store.Realizer;
import org.luarium.store.Ref;
import org.luarium.store.RefPath;
import org.luarium.store.SelfPath;
import org.luarium.store.Stage;
import org.luarium.store.Stages;

/** Stages that are made of the words of a command. */
public final class TypedStages {
    private static final Pattern SHA256 = Pattern.compile("(?:sha256:)?([0-9A-Fa-f]{64})");
    private static final Pattern SHA1 = Pattern.compile("(?:sha1:)?([0-9A-Fa-f]{40})");
    private static final Pattern KEY = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final String SCRIPT = "script";

    /** Runs the script of its configuration. Change the name with what it does. */
    private static final Realizer SHELL = Realizer.of("luarium-script-1", build -> {
        Path unused = build.out();
        build.exec("/bin/sh", "-e", "-c", build.config().get(SCRIPT, String.class));
    });

    private final Stages stages;
    private final StageShelf shelf;

    public TypedStages(Stages stages, StageShelf shelf) {
        this.stages = stages;
        this.shelf = shelf;
    }

    /** A file to be fetched. */
    public Stage<Ref.DRef> fetch(Arguments arguments) {
        Fetch.Builder fetch = Fetch.builder(uri(arguments.value("URL")));
        String hash = arguments.value("HASH");
        var sha256 = SHA256.matcher(hash);
        var sha1 = SHA1.matcher(hash);
        if (sha256.matches()) {
            fetch.sha256(sha256.group(1));
        } else if (sha1.matches()) {
            fetch.sha1(sha1.group(1));
        } else {
            throw new UsageException("'" + Syntax.shortened(hash)
                    + "' is no hash; a SHA-256 hash has 64 hexadecimal digits, a SHA-1 hash 40");
        }
        arguments.option("--name").ifPresent(fetch::name);
        if (arguments.flag("--unpack")) {
            fetch.mode(Fetch.Mode.UNPACK);
        }
        return stages.fetch(fetch.build());
    }

    private static URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new UsageException(
                    "'" + Syntax.shortened(text) + "' is no address such as https://example.org/a.tar.gz");
        }
    }

    /** Files that are typed. */
    public Stage<Ref.DRef> node(Arguments arguments) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        pairs(arguments.values("FILE"), "hello.txt=Hello")
                .forEach((path, text) -> files.put(path, text.getBytes(StandardCharsets.UTF_8)));
        return stages.node(Config.builder(arguments.value("NAME")).build(), files);
    }

    /** A file of this machine. */
    public Stage<Ref.DRef> local(Path file) {
        return stages.local(file);
    }

    /** The content of an archive that another stage gives. */
    public Stage<Ref.DRef> unpack(Arguments arguments) {
        return shelf.using(Map.of("archive", arguments.value("STAGE")), (plan, inputs) -> {
            Ref.DRef archive = inputs.values().iterator().next();
            List<String> path = arguments
                    .find("PATH")
                    .map(text -> List.of(text.split("/")))
                    .orElseGet(() -> plan.derivation(archive)
                            .config()
                            .find("out", SelfPath.class)
                            .orElseThrow(() -> new UsageException(
                                    "the stage does not say which of its files is the archive; give a PATH"))
                            .path());
            return plan.use(stages.unpack(new RefPath(archive, path)));
        });
    }

    /** A script of the system's shell that makes something of what other stages give. */
    public Stage<Ref.DRef> define(Arguments arguments) {
        Map<String, String> inputs = pairs(arguments.values("INPUT"), "source=hello-source");
        inputs.keySet().stream()
                .filter(key -> !KEY.matcher(key).matches()
                        || List.of("name", "out", SCRIPT).contains(key))
                .findFirst()
                .ifPresent(key -> {
                    throw new UsageException(
                            "'" + Syntax.shortened(key)
                                    + "' cannot be the variable of an input; use letters, digits and _, and not name, out or script");
                });
        return shelf.using(inputs, (plan, drefs) -> {
            Config.Builder config = Config.builder(arguments.value("NAME")).set(SCRIPT, arguments.value("SCRIPT"));
            drefs.forEach(config::set);
            return plan.derive(config.build(), SHELL);
        });
    }

    /** Words of the form {@code key=value}, in order. */
    public static Map<String, String> pairs(List<String> words, String example) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String word : words) {
            int sign = word.indexOf('=');
            if (sign < 1) {
                throw new UsageException(
                        "'" + Syntax.shortened(word) + "' has no name and value; write it like " + example);
            }
            if (pairs.put(word.substring(0, sign), word.substring(sign + 1)) != null) {
                throw new UsageException("'" + Syntax.shortened(word.substring(0, sign)) + "' is given twice");
            }
        }
        return pairs;
    }
}
