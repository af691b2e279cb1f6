// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import org.luarium.packages.InstallEvent;
import org.luarium.packages.InstallListener;
import org.luarium.shell.internal.console.ProgressLine;

/** Shows how far an installation is. */
record InstallProgress(ProgressLine line) implements InstallListener {
    @Override
    public void happened(InstallEvent event) {
        String count = event.finished() + "/" + event.total() + "  ";
        line.show(
                switch (event.kind()) {
                    case RESOLVED -> event.total() + " packages chosen for " + event.subject();
                    case FETCHED -> count + event.subject() + "  fetched";
                    case BUILT -> count + event.subject() + "  in the store";
                    case VERIFIED -> "all modules of " + event.subject() + " can be loaded";
                });
    }
}
