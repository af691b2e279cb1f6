// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.repository;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.luarium.packages.RepositoryIndexException;

/** An index is refused, or something contradicts it. */
final class IndexException extends IOException {
    private static final long serialVersionUID = 1L;

    private final RepositoryIndexException.Reason reason;

    IndexException(RepositoryIndexException.Reason reason, String problem) {
        this(reason, problem, null);
    }

    IndexException(RepositoryIndexException.Reason reason, String problem, @Nullable Throwable cause) {
        super(problem, cause);
        this.reason = reason;
    }

    /** Whether nothing but another index makes it good, and not another copy of the same. */
    boolean isFinal() {
        return reason == RepositoryIndexException.Reason.OLDER
                || reason == RepositoryIndexException.Reason.EXPIRED
                || reason == RepositoryIndexException.Reason.UNTRUSTED;
    }

    RepositoryIndexException of(String repository) {
        return new RepositoryIndexException(repository, reason, String.valueOf(getMessage()), this);
    }
}
