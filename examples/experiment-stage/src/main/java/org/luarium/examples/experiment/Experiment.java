// SPDX-License-Identifier: Apache-2.0
package org.luarium.examples.experiment;

import org.luarium.store.Ref;

/**
 * The parts of an experiment.
 *
 * @param data what is learned from
 * @param model what was learned; every run of it has another result
 * @param report about the best model so far
 */
public record Experiment(Ref.DRef data, Ref.DRef model, Ref.DRef report) {}
