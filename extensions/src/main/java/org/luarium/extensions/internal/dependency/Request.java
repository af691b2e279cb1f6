// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.dependency;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a descriptor asks for, as it is now. */
record Request(List<Coordinates> coordinates, List<Local> locals) {
    private static final Pattern OTHER = Pattern.compile("[^A-Za-z0-9._-]+");
    private static final int LONGEST = 100;
    private static final int MOST = 1000;

    /** A jar of this machine. */
    record Local(Path file, LockedJar jar) {}

    static Request of(List<String> coordinates, List<Path> jars) {
        if (coordinates.size() > MOST || jars.size() > MOST) {
            throw new IllegalArgumentException("an extension asks for " + coordinates.size() + " dependencies and "
                    + jars.size() + " jars; at most " + MOST + " of each are taken");
        }
        List<Coordinates> parsed =
                coordinates.stream().map(Coordinates::parse).distinct().toList();
        List<Local> locals = new ArrayList<>();
        for (Path jar : jars) {
            locals.add(new Local(
                    jar, new LockedJar("file:" + name(jar), JarFiles.hash(jar), JarFiles.size(jar), locals.size())));
        }
        return new Request(parsed, List.copyOf(locals));
    }

    /** A name that no class path takes for two. */
    private static String name(Path jar) {
        String name = OTHER.matcher(String.valueOf(jar.getFileName())).replaceAll("_");
        name = name.substring(Math.max(0, name.length() - LONGEST));
        return name.startsWith(".") || name.startsWith("-") ? "_" + name : name;
    }

    /** The same for the same names and contents, in the same order. */
    String fingerprint() {
        String text = String.join(
                "\n",
                Stream.concat(
                                locals.stream()
                                        .map(local -> local.jar().sha256() + " "
                                                + local.jar().name()),
                                coordinates.stream().map(Coordinates::toString))
                        .toList());
        return HexFormat.of().formatHex(JarFiles.sha256().digest(text.getBytes(UTF_8)));
    }
}
