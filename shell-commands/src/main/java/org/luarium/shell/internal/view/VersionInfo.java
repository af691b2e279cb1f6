// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

/** What runs here. */
public record VersionInfo(String luarium, String java, String system) {
    public static VersionInfo of(String luarium) {
        return new VersionInfo(
                luarium,
                System.getProperty("java.version") + ", " + System.getProperty("java.vm.name"),
                System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                        + System.getProperty("os.arch"));
    }
}
