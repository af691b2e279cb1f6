// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.luarium.core.internal.files.PrivateFiles;
import org.luarium.core.internal.files.RecordFile;

/**
 * Which process of a keeper is that of a VM, and by which of its descriptors the keeper holds what belongs to it.
 *
 * @param number which process of the VM it is, from 1
 * @param pid its id, as the keeper has it
 * @param in the FIFO to it
 * @param out the FIFO from it
 * @param raw the FIFO of its raw output
 * @param sent the file of frames to it
 * @param taken the file of what was taken from it
 * @param rawTaken the file of what was taken of its raw output
 */
record KeptRecord(int number, int pid, int in, int out, int raw, int sent, int taken, int rawTaken) {
    private static final int FIELDS = 8;

    private static RecordFile file(Path vm) {
        return new RecordFile(vm.resolve("process"), "luarium-process 1", 4096);
    }

    static Optional<KeptRecord> read(Path vm) {
        List<String[]> records = file(vm).read();
        if (records.size() != 1 || records.get(0).length != FIELDS) {
            return Optional.empty();
        }
        int[] n = new int[FIELDS];
        for (int i = 0; i < FIELDS; i++) {
            n[i] = Integer.parseInt(records.get(0)[i]);
        }
        return Optional.of(new KeptRecord(n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7]));
    }

    void write(Path vm) throws IOException {
        List<String> fields = new ArrayList<>();
        for (int n : new int[] {number, pid, in, out, raw, sent, taken, rawTaken}) {
            fields.add(Integer.toString(n));
        }
        PrivateFiles.replace(file(vm).path(), file(vm).content(List.of(fields)));
    }

    List<Integer> descriptors() {
        return List.of(in, out, raw, sent, taken, rawTaken);
    }

    KeptRecord withPid(long started) {
        return new KeptRecord(number, (int) started, in, out, raw, sent, taken, rawTaken);
    }
}
