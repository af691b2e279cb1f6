// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/**
 * F20 of {@code docs/faults.md}: a clock that jumps changes no limit, because none is measured with it.
 *
 * <p>The clock of the machine cannot be set by a test that leaves the machine alone, so it is shown who reads it: only what tells people the time.
 */
final class ClockRulesIT {
    private static final Set<String> FOR_PEOPLE = Set.of(
            // When something was created or used last, in vm:info.
            "SpawnedProcess",
            "StdioProcess",
            "VmHost",
            "VmImpl",
            // The dates of what happens in sessions; it is read once, and goes on by the steady clock.
            "SteadyClock",
            // Since when there is a socket or a task, in lists of them.
            "HostSocket",
            "TasksComponent",
            // Since when an extension is in its state.
            "ExtensionHostComponent",
            // What scripts ask for: socket.gettime.
            "SocketModule",
            // When confinement was tried, in vm:info.
            "Range",
            // How old a file is, by the clock of its file system: too young ones are not remembered.
            "LastingStamp",
            // When a server says that it can be asked again, as a date, if it does not say what time it has.
            "Problems",
            // How old a log is that vanishes while it is looked at.
            "Logs",
            // How old a generation is that somebody has forgotten by its age.
            "Environments",
            // How old a file is that a dead JVM left, by the clock of its file system.
            "SafeFolders");

    private static final Set<String> UNTIL_A_DATE = Set.of("parkUntil", "awaitUntil");

    @Test
    void nothingButDatesForPeopleComesFromTheWallClock() throws IOException {
        Set<String> readers = new TreeSet<>();
        for (Path bundle : ShippedBundles.ours()) {
            try (JarFile jar = new JarFile(bundle.toFile())) {
                for (JavaClass type : new ClassFileImporter()
                        .withImportOption(location -> location.contains("/org/luarium/"))
                        .importJar(jar)) {
                    if (type.getAccessesFromSelf().stream().anyMatch(access -> readsClock(access.getTarget()))) {
                        readers.add(type.getSimpleName());
                    }
                }
            }
        }

        assertThat(readers).containsExactlyInAnyOrderElementsOf(FOR_PEOPLE);
    }

    private static boolean readsClock(AccessTarget target) {
        String owner = target.getOwner().getName();
        String name = target.getName();
        return (owner.equals("java.lang.System") && name.equals("currentTimeMillis"))
                || (owner.startsWith("java.time.") && name.equals("now"))
                || (owner.equals("java.time.Clock") && name.startsWith("system"))
                || (owner.equals("java.util.Date") && name.equals("<init>"))
                || UNTIL_A_DATE.contains(name);
    }
}
