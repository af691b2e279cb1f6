// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.control;

import java.util.List;
import java.util.Map;

/**
 * What a child is to load.
 *
 * @param name the name of the extension
 * @param generation how often it was started
 * @param settings what it can look up
 * @param folder where it may write
 * @param classPath files
 * @param main the main class, or nothing
 * @param interfaces names of what it can be called by
 * @param grants numbers of host services, by the name of their interface
 * @param segments the number of the {@link SegmentControl}; 0 if no memory is shared
 * @param shared folders for segments
 * @param strictEvents whether emitters wait for their events to be heard
 */
public record LoadRequest(
        String name,
        int generation,
        Map<String, String> settings,
        String folder,
        List<String> classPath,
        String main,
        List<String> interfaces,
        Map<String, Long> grants,
        long segments,
        List<String> shared,
        boolean strictEvents) {}
