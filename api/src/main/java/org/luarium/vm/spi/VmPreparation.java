// SPDX-License-Identifier: Apache-2.0
package org.luarium.vm.spi;

import java.nio.file.Path;
import java.util.Optional;
import org.luarium.vm.HostModule;
import org.osgi.annotation.versioning.ProviderType;

/** What a {@link VmCustomizer} can give to a VM that is about to start. Used by one thread, only during the call. */
@ProviderType
public interface VmPreparation {
    /**
     * Adds a template to {@code package.path}, before those that are there.
     *
     * @param template such as {@code /env/share/?.lua}
     */
    void addPath(String template);

    /**
     * Adds a template to {@code package.cpath}, before those that are there.
     *
     * @param template such as {@code /env/lib/?.so}
     */
    void addNativePath(String template);

    /**
     * Gives a file or folder to read, which the VM sees where it is on the host. Without effect where it sees all files of the host, or if the path does not exist.
     *
     * @param path an absolute path
     */
    void addReadable(Path path);

    /**
     * The same for what everybody on the host may read; needs no privilege. What comes into a folder later is seen, too.
     *
     * @param path an absolute path
     */
    void addShared(Path path);

    /**
     * Provides Java functions, as {@link org.luarium.vm.Vm#provide} does.
     *
     * @param module the name
     * @param functions the functions
     * @throws IllegalArgumentException if the name is not a Lua name or belongs to Lua's own library
     */
    void provide(String module, HostModule functions);

    /**
     * Closes something, a lease for example, when the process of the VM has ended or could not be started. The last is closed first.
     *
     * @param resource what to close; a failure is logged
     */
    void onClose(AutoCloseable resource);

    /**
     * Has somebody asked, as long as the process lives, for modules that may have come since.
     *
     * @param finder whom to ask; the last one added by this customizer counts
     */
    void onMissing(ModuleFinder finder);

    /**
     * The folder of a persistent VM: there as long as the VM, whichever JVM it belongs to.
     *
     * @return the folder, if the VM is persistent
     */
    Optional<Path> lasting();
}
