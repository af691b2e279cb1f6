// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.spi;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.luarium.isolate.ConfinementReport;
import org.luarium.isolate.ExitStatus;

/**
 * How a build step ended.
 *
 * @param step the name of the step
 * @param outcome in one word
 * @param status how its first process ended; processor time counts the processes that were waited for
 * @param output the last of what it wrote to its standard and error output, in the order of arrival; bytes that are no UTF-8 are replaced
 * @param outputBytes how much it wrote in all
 * @param elapsed from its start to its end
 * @param confinement what was enforced for it
 */
public record BuildResult(
        String step,
        Outcome outcome,
        ExitStatus status,
        String output,
        long outputBytes,
        Duration elapsed,
        ConfinementReport confinement) {
    private static final int MESSAGE_TAIL = 400;

    /** How a step ended, in one word. */
    public enum Outcome {
        /** Its first process ended with exit code 0. */
        SUCCEEDED,
        /** Its first process ended otherwise: with another exit code, or by a signal that may be due to a limit. */
        FAILED,
        /** It was killed because its time was over. */
        TIMEOUT,
        /** It was killed because nobody wants its result: the waiting thread was interrupted, the future cancelled, or the runner stopped. */
        CANCELLED
    }

    /**
     * Creates a result.
     *
     * @param step the name of the step
     * @param outcome in one word
     * @param status how its first process ended
     * @param output the last of its output
     * @param outputBytes how much it wrote in all
     * @param elapsed from its start to its end
     * @param confinement what was enforced for it
     */
    public BuildResult {
        requireNonNull(step, "step");
        requireNonNull(outcome, "outcome");
        requireNonNull(status, "status");
        requireNonNull(output, "output");
        requireNonNull(elapsed, "elapsed");
        requireNonNull(confinement, "confinement");
    }

    /**
     * Whether the step succeeded.
     *
     * @return true if the outcome is SUCCEEDED
     */
    public boolean succeeded() {
        return outcome == Outcome.SUCCEEDED;
    }

    /**
     * Insists on success.
     *
     * @return this result
     * @throws BuildStepFailedException if the step did not succeed
     */
    public BuildResult orThrow() {
        if (succeeded()) {
            return this;
        }
        String what = switch (outcome) {
            case TIMEOUT -> "exceeded its time after " + elapsed + "; raise BuildStep.timeLimit";
            case CANCELLED -> "was cancelled after " + elapsed;
            default -> "failed with " + status;
        };
        String last = output.strip();
        last = last.length() <= MESSAGE_TAIL ? last : "…" + last.substring(last.length() - MESSAGE_TAIL);
        throw new BuildStepFailedException(
                step,
                "build step " + step + " " + what + (last.isEmpty() ? "" : "; it wrote: " + last),
                status,
                output);
    }
}
