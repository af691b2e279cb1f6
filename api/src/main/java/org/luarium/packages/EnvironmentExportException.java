// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** An environment could not be exported into a folder. Nothing was left there. */
public final class EnvironmentExportException extends PackagesException {
    private static final long serialVersionUID = 1L;

    /** Where it should have gone. */
    private final transient Path folder;

    /**
     * Creates the exception.
     *
     * @param folder where it should have gone
     * @param reason why not
     */
    public EnvironmentExportException(Path folder, String reason) {
        this(folder, reason, null);
    }

    /**
     * Creates the exception.
     *
     * @param folder where it should have gone
     * @param reason why not
     * @param cause the underlying failure
     */
    public EnvironmentExportException(Path folder, String reason, @Nullable Throwable cause) {
        super("cannot export to " + folder + ": " + reason + "; name a new or empty folder", cause);
        this.folder = folder;
    }

    /**
     * Where it should have gone.
     *
     * @return the folder
     */
    public Path folder() {
        return folder;
    }
}
