// SPDX-License-Identifier: Apache-2.0
/**
 * Sessions: a VM's input and output as a stream of numbered events that any number of attachments can follow, from the past on if they like, and that one of them at a time may
 * write to.
 */
@Export
@Version("0.1.0")
@NullMarked
package org.luarium.session;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
