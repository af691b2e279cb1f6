// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.rockspec;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What make, cmake or commands are told. Texts may use variables, as in {@code $(LUADIR)}; those that say nothing are empty.
 *
 * @param buildVariables for the first pass, of cmake for its only one
 * @param installVariables for the second pass
 * @param buildTarget words for make
 * @param installTarget words for make
 * @param buildPass whether there is a first pass
 * @param installPass whether there is a second pass
 * @param makefile the file for make
 * @param cmake the text of a file for cmake that the sources do not have
 */
public record Recipe(
        SortedMap<String, String> buildVariables,
        SortedMap<String, String> installVariables,
        String buildTarget,
        String installTarget,
        boolean buildPass,
        boolean installPass,
        String makefile,
        String cmake,
        String buildCommand,
        String installCommand) {
    public Recipe {
        buildVariables = Collections.unmodifiableSortedMap(new TreeMap<>(buildVariables));
        installVariables = Collections.unmodifiableSortedMap(new TreeMap<>(installVariables));
    }

    /** All that may use variables. */
    public String texts() {
        return String.join("\n", buildVariables.values()) + "\n" + String.join("\n", installVariables.values()) + "\n"
                + buildCommand + "\n" + installCommand;
    }

    SortedMap<String, Object> toConfig() {
        SortedMap<String, Object> config = new TreeMap<>();
        config.put("buildVariables", buildVariables);
        config.put("installVariables", installVariables);
        config.put("buildTarget", buildTarget);
        config.put("installTarget", installTarget);
        config.put("buildPass", buildPass);
        config.put("installPass", installPass);
        config.put("makefile", makefile);
        config.put("cmake", cmake);
        config.put("buildCommand", buildCommand);
        config.put("installCommand", installCommand);
        return config;
    }
}
