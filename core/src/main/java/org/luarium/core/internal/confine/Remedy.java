// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.confine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What to do on this machine where something is missing.
 *
 * @param distribution the id in {@code os-release}, such as {@code debian}; empty if unknown
 * @param contained whether this JVM runs in a container
 */
record Remedy(String distribution, boolean contained) {
    static Remedy here() {
        return of(Path.of("/"));
    }

    static Remedy of(Path root) {
        String id = "";
        for (String file : new String[] {"etc/os-release", "usr/lib/os-release"}) {
            if (id.isEmpty()) {
                id = id(root.resolve(file));
            }
        }
        boolean contained = Files.exists(root.resolve(".dockerenv")) || Files.exists(root.resolve("run/.containerenv"));
        return new Remedy(id, contained);
    }

    private static String id(Path file) {
        try {
            for (String line :
                    Files.readString(file, StandardCharsets.ISO_8859_1).split("\n", 200)) {
                if (line.startsWith("ID=")) {
                    return line.substring(3).replace("\"", "").strip();
                }
            }
        } catch (IOException e) {
            // Then the advice is a general one.
        }
        return "";
    }

    /** How to get namespaces for users other than root. */
    String namespaces() {
        if (contained) {
            return "start the container with --security-opt seccomp=unconfined --security-opt apparmor=unconfined;"
                    + " its own boundary stays";
        }
        return switch (distribution) {
            case "ubuntu" -> "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0";
            case "debian" -> "sysctl -w kernel.unprivileged_userns_clone=1 user.max_user_namespaces=10000";
            case "rhel", "centos", "rocky", "almalinux", "ol" -> "sysctl -w user.max_user_namespaces=10000";
            default ->
                "allow unprivileged user namespaces: user.max_user_namespaces above 0, and"
                        + " kernel.unprivileged_userns_clone=1 where the kernel has it";
        };
    }
}
