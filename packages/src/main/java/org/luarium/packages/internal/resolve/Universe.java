// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.resolve;

import org.luarium.packages.RockName;
import org.luarium.packages.RockVersion;

/** What can be had. One search asks for each rock, and for each version of it, at most once, and only when it matters. */
public interface Universe {
    /** What there is of a rock; nothing, if no repository has it. */
    Offer offer(RockName name);

    /** What a version that was offered needs, or why it cannot be used after all. This may mean to read its rockspec. */
    Reading read(RockName name, RockVersion version);
}
