// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.build;

import java.util.Optional;

/** Where things are in a rock and in an environment. */
public final class Layout {
    public static final String SHARE = "share";
    public static final String LIB = "lib";
    public static final String BIN = "bin";
    /** Programs in Lua, which an environment starts with its own modules. */
    public static final String SCRIPT = "script";

    public static final String DESCRIPTION = "rock.json";

    private Layout() {}

    public static Optional<String> module(String path) {
        if (path.startsWith(SHARE + "/") && path.endsWith(".lua")) {
            String name = path.substring(SHARE.length() + 1, path.length() - ".lua".length());
            return Optional.of((name.endsWith("/init") ? name.substring(0, name.length() - "/init".length()) : name)
                    .replace('/', '.'));
        }
        if (path.startsWith(LIB + "/") && path.endsWith(".so")) {
            return Optional.of(path.substring(LIB.length() + 1, path.length() - ".so".length())
                    .replace('/', '.'));
        }
        return Optional.empty();
    }
}
