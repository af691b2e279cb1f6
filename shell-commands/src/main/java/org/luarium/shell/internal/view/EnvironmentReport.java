// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.List;

/** What is wrong with an environment. */
public record EnvironmentReport(String environment, List<String> problems) {}
