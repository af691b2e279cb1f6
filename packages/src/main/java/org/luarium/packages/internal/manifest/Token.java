// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.manifest;

/** What a manifest consists of. */
enum Token {
    NAME,
    STRING,
    NUMBER,
    OPEN,
    CLOSE,
    KEY_OPEN,
    KEY_CLOSE,
    EQUALS,
    SEPARATOR,
    END
}
