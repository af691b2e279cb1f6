// SPDX-License-Identifier: Apache-2.0
package org.luarium.sessions.internal.session;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.luarium.session.SessionConfig;
import org.luarium.sessions.internal.log.Journal;
import org.luarium.vm.VmConfig;

/** The open files of a persistent session, and what was in them. */
record Kept(SessionFolder folder, SessionFolder.Saved saved, Journal journal, FileInputs inputs, List<Input> stored) {
    static Kept create(Path vm, SessionConfig config, String owner, Instant created) throws IOException {
        SessionFolder folder = SessionFolder.create(vm, config, owner, created);
        return open(folder, new SessionFolder.Saved(config, owner, created));
    }

    static Kept open(SessionFolder folder, VmConfig vm) throws IOException {
        return open(folder, folder.load(vm));
    }

    private static Kept open(SessionFolder folder, SessionFolder.Saved saved) throws IOException {
        Journal journal = new Journal(folder.events(), saved.config().bufferBytes());
        try {
            FileInputs inputs = new FileInputs(folder.inputs());
            return new Kept(folder, saved, journal, inputs, inputs.load());
        } catch (IOException e) {
            journal.close();
            throw e;
        }
    }

    void close() {
        inputs.close();
        journal.close();
    }
}
