// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.luarium.core.internal.files.PrivateFiles;
import org.luarium.core.internal.files.RecordFile;
import org.luarium.isolate.ExitStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a kept process has ended, as a file: a keeper tells it only once. */
final class KeptExit {
    private static final Logger log = LoggerFactory.getLogger(KeptExit.class);
    private static final String HEADER = "luarium-exit 1";
    private static final int FIELDS = 4;
    private static final int NONE = -1;

    private KeptExit() {}

    static Optional<ExitStatus> read(Path file) {
        List<String[]> records = new RecordFile(file, HEADER, 4096).read();
        if (records.size() != 1 || records.get(0).length != FIELDS) {
            return Optional.empty();
        }
        String[] fields = records.get(0);
        return Optional.of(new ExitStatus(
                number(fields[0]),
                number(fields[1]),
                Duration.ofNanos(Long.parseLong(fields[2])),
                Long.parseLong(fields[3])));
    }

    private static OptionalInt number(String text) {
        int number = Integer.parseInt(text);
        return number == NONE ? OptionalInt.empty() : OptionalInt.of(number);
    }

    static void write(Path file, ExitStatus status) {
        try {
            byte[] content = new RecordFile(file, HEADER, 4096)
                    .content(List.of(List.of(
                            Integer.toString(status.code().orElse(NONE)),
                            Integer.toString(status.signal().orElse(NONE)),
                            Long.toString(status.cpu().toNanos()),
                            Long.toString(status.peakMemoryBytes()))));
            PrivateFiles.replace(file, content);
        } catch (IOException e) {
            log.debug("the end of a process is not noted", e);
        }
    }
}
