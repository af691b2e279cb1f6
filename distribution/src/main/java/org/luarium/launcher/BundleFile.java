// SPDX-License-Identifier: Apache-2.0
package org.luarium.launcher;

import java.nio.file.Path;
import java.util.Set;

/** A bundle of the distribution; it lies in {@code <start level>/}. */
record BundleFile(int startLevel, Path path) implements Comparable<BundleFile> {
    private static final int PRODUCT = 2;
    private static final int SHELL = 3;
    /** What serves configuration files, needed where there are some; and API that the framework exports to scripts. */
    private static final Set<String> NOT_FOR_SCRIPTS = Set.of(
            "org.apache.felix.configadmin.jar",
            "org.apache.felix.metatype.jar",
            "org.osgi.service.log.jar",
            "org.osgi.service.component.jar",
            "org.osgi.util.function.jar",
            "org.osgi.util.promise.jar");
    /** What a script needs to see an environment; the store and all behind it are slow to start. */
    private static final Set<String> FOR_ENVIRONMENTS =
            Set.of("luarium-store.jar", "luarium-packages.jar", "jackson-core.jar");
    /** What gives networked VMs their sockets and messages. */
    private static final String FOR_NETWORKED = "luarium-networking.jar";
    /** Its pace is set by a timer; commands on the command line would run before or after it found something. */
    private static final String HOT_DEPLOYMENT = "org.apache.felix.fileinstall.jar";

    static BundleFile of(Path path) {
        return new BundleFile(
                Integer.parseInt(path.getName(path.getNameCount() - 2).toString()), path);
    }

    /**
     * Whether a verb needs it.
     *
     * @param environments whether a script sees packages
     * @param networked whether a script may use the network
     * @param configured whether there are configuration files
     */
    boolean isNeededFor(Verb verb, boolean environments, boolean networked, boolean configured) {
        String name = path.getFileName().toString();
        if (name.equals(FOR_NETWORKED) && verb.startsScript() && !networked) {
            return false;
        }
        return switch (verb) {
            case EXECUTE, RUN ->
                (environments && FOR_ENVIRONMENTS.contains(name))
                        || (startLevel <= PRODUCT && (environments || configured || !NOT_FOR_SCRIPTS.contains(name)));
            case COMMANDS -> startLevel <= SHELL && !name.equals(HOT_DEPLOYMENT);
            default -> true;
        };
    }

    /** The framework reads it in place, without a copy in its cache. */
    String location() {
        return "reference:" + path.toUri();
    }

    @Override
    public int compareTo(BundleFile other) {
        return startLevel == other.startLevel ? path.compareTo(other.path) : startLevel - other.startLevel;
    }
}
