// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.engine;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * PUC Lua as a shared library: the natives of luajava's {@code lua54} 4.1.0. The checksums pin what is executed; a test
 * compares them with what the build embeds.
 *
 * @param platform system and processor
 * @param file name of the library
 * @param sha256 checksum of the library
 */
record Natives(String platform, String file, String sha256) {
    /** The release inside the libraries. They only tell {@code Lua 5.4} themselves. */
    static final String VERSION = "Lua 5.4.8";

    static final List<Natives> ALL = List.of(
            new Natives(
                    "linux-x86_64",
                    "liblua5464.so",
                    "e0fdacbdddc33530ac7283ea7472c74728c0598f871cd08ed641a4aa240ae04e"),
            new Natives(
                    "linux-aarch64",
                    "liblua54arm64.so",
                    "29c746eac21bfb6228c071d915efa7df2aaff52bbf5e172b027bfc52a729b60c"),
            new Natives("linux-x86", "liblua54.so", "c064f6ef963933ee054af74af27ca65e8723519d11e9b9c9c4925fc6093dd7ce"),
            new Natives(
                    "linux-arm", "liblua54arm.so", "a6291ce2516321090ed2914b0c6bf5b7c0a8df723658b43c28aaf3e0654ffdaf"),
            new Natives(
                    "macos-x86_64",
                    "liblua5464.dylib",
                    "de970acb62dfe30ea43040151559c85bf6cdeee31684b65b023bcf53c42c5904"),
            new Natives(
                    "macos-aarch64",
                    "liblua54arm64.dylib",
                    "784553d16357f4f5202fecc7caa212300ab462dd3fde5f2543e305e90a9688ca"),
            new Natives(
                    "windows-x86_64",
                    "lua5464.dll",
                    "822c6c4ca8b2609591316e5f1105a9803fd0e8b05f96958d5ab49052da63de0b"),
            new Natives(
                    "windows-aarch64",
                    "lua54arm64.dll",
                    "68e8f468b3bd5ddedde326a64e5189a93fc462e7b57317c1d0be677b8d3f3352"),
            new Natives(
                    "windows-x86", "lua54.dll", "a27cccf22cff7cfc80bf0852da20adb87113ea90c09f59f92bb8ab124246da7b"));

    static String currentPlatform() {
        return platform(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
    }

    static Optional<Natives> of(String platform) {
        for (Natives natives : ALL) {
            if (natives.platform().equals(platform)) {
                return Optional.of(natives);
            }
        }
        return Optional.empty();
    }

    static String platform(String osName, String osArch) {
        String name = osName.toLowerCase(Locale.ROOT);
        String system = name.startsWith("mac") || name.startsWith("darwin")
                ? "macos"
                : name.startsWith("windows") ? "windows" : name.replace(" ", "");
        String processor = switch (osArch.toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64", "x86-64" -> "x86_64";
            case "aarch64", "arm64" -> "aarch64";
            case "x86", "i386", "i486", "i586", "i686" -> "x86";
            case "arm", "armv7l", "arm32" -> "arm";
            default -> osArch.toLowerCase(Locale.ROOT);
        };
        return system + "-" + processor;
    }
}
