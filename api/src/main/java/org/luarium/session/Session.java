// SPDX-License-Identifier: Apache-2.0
package org.luarium.session;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.Vm;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A conversation with a VM that outlives those who take part in it: input goes in, numbered {@linkplain SessionEvent events} come out, and the last of them stay in a buffer for whoever
 * attaches later.
 *
 * <p>Thread-safe. Inputs run in the order in which they were sent. The session of a persistent VM is persistent: it outlives the JVM with its buffer and its waiting inputs.
 */
@ProviderType
public interface Session extends AutoCloseable {
    /**
     * Its id.
     *
     * @return the id
     */
    String id();

    /**
     * Its VM.
     *
     * @return the VM, which may have ended
     */
    Vm vm();

    /**
     * What is known of it now.
     *
     * @return a snapshot
     */
    SessionInfo info();

    /**
     * Sends input, as if it were typed at Lua's prompt, and returns without waiting for its end. Several lines are compiled as one block. {@code =x} and bare expressions show their
     * values. Input that is not complete yet waits for what is sent next. While a script reads, from {@code io.read}, it gets the input.
     *
     * @param input Lua source, with or without a line end; up to 1 MiB
     * @throws AttachException if an attachment has the writer's place
     * @throws SessionStateException if the VM has ended, the session is closed, or 1,000 inputs or 1 MiB wait already
     */
    void send(String input);

    /**
     * Waits until what was sent has run, or waits for input itself, and gives what came since this was called last: output, error output, values and errors; no prompts, no echo of input.
     *
     * @param wait how long to wait at most; zero or less for not at all
     * @return the text, which may be empty; what was overwritten in the buffer meanwhile is replaced by a line that says how much
     * @throws SessionStateException if the session is closed
     */
    String read(Duration wait);

    /**
     * Runs code beside what is sent, and gives what came of it, at the end of it, however long that takes within the limit. It waits for the input that runs, not for those that wait: {@link #read} first,
     * to see what they leave behind. Others do not hear its output. Expressions may be bare; their values are those of
     * the result. Code that is not complete is {@link org.luarium.vm.Outcome#INCOMPLETE}.
     *
     * @param code Lua source
     * @param timeout its wall time; it waits for its turn as long again at most
     * @return what came of it, errors and timeouts included
     * @throws SessionStateException if the session is closed, its turn did not come in time, or the calling thread was interrupted; the code was then not run, or was interrupted
     * @throws org.luarium.vm.LuaVmException as {@link Vm#execute(org.luarium.vm.Script)}
     */
    ExecutionResult evaluate(String code, Duration timeout);

    /**
     * Attaches.
     *
     * @param request as whom, to read or to write, and from where on
     * @param listener hears the events, on threads of the session
     * @return the attachment, to be closed
     * @throws AttachException if the writer's place or the name is taken, or 1,000 are attached already
     * @throws SessionStateException if the session is closed
     */
    Attachment attach(AttachRequest request, SessionListener listener);

    /**
     * Attaches to read what comes from now on.
     *
     * @param listener hears the events
     * @return the attachment, to be closed
     * @throws AttachException if 1,000 are attached already
     * @throws SessionStateException if the session is closed
     */
    default Attachment attach(SessionListener listener) {
        return attach(AttachRequest.reader(), listener);
    }

    /**
     * Detaches an attachment, whoever it belongs to.
     *
     * @param attachment its name
     * @throws DetachException if there is none of this name
     */
    void detach(String attachment);

    /**
     * What was sent.
     *
     * @return the last inputs, at most 1,000 and 1 MiB of text, the oldest first; after a restart of the container, those that are in the buffer
     */
    List<String> history();

    /**
     * What could stand at the end of a line: globals, or fields and methods of what is named before the last dot or colon. Asked from the VM; looks at tables without running code of
     * theirs.
     *
     * @param line the text before the cursor
     * @return what the last word of the line, with its dots and colons, could become: {@code string.format} for {@code x = string.fo}; sorted, at most 1,000; empty while the VM is busy or if there is
     *     nothing
     */
    List<String> complete(String line);

    /**
     * Loads a module as {@code require} does and binds it to a global of its name; of a name with dots, the last part. One that was installed into the environment of the VM since it has
     * started is found too, if the environment has only grown; then the VM goes on with what the environment is now.
     *
     * @param name the name of the module
     * @throws PackageLoadException if it is not found or fails
     * @throws org.luarium.LuariumException as {@link Vm#makeAvailable}: if it was installed, but with changes that this VM cannot follow
     * @throws SessionStateException if the session is closed or the VM does not become free within 30 s
     * @throws IllegalArgumentException if it cannot be the name of a module
     */
    void loadPackage(String name);

    /**
     * Loads a module from a file of the host and binds it to a global. The VM itself needs no access to the file.
     *
     * @param name its name, for {@code require} and as a global
     * @param file Lua source
     * @throws PackageLoadException if it fails
     * @throws org.luarium.vm.ScriptFileException if the file cannot be read
     * @throws SessionStateException if the session is closed or the VM does not become free within 30 s
     * @throws IllegalArgumentException if it cannot be the name of a module
     */
    void loadPackage(String name, Path file);

    /**
     * Moves the VM to another environment. A VM that has run something would lose its state, so this is refused then; see {@link #setEnvironment(String, boolean)}.
     *
     * @param name the environment
     * @throws SessionStateException if the VM has state, or the session is closed
     * @throws org.luarium.vm.EnvironmentMissingException if there is no such environment; the VM is as before
     */
    default void setEnvironment(String name) {
        setEnvironment(name, false);
    }

    /**
     * Moves the VM to another environment.
     *
     * @param name the environment
     * @param restart whether state may be lost: the VM gets a fresh process
     * @throws SessionStateException if the VM has state and may not be restarted, or the session is closed
     * @throws org.luarium.vm.EnvironmentMissingException if there is no such environment; the VM is as before
     */
    void setEnvironment(String name, boolean restart);

    /**
     * Interrupts what runs, as {@link Vm#interrupt()}, and forgets input that is not complete yet or waits.
     *
     * @return false if there was nothing to interrupt or forget
     */
    boolean interrupt();

    /**
     * Talks to the VM as a simple terminal does: writes a prompt, reads a line, sends it, writes what comes of it; until the input ends, a line is {@code exit} or {@code quit}, the VM ends, or
     * the thread is interrupted. The session lives on. Takes the writer's place meanwhile.
     *
     * @param in UTF-8 lines; not closed
     * @param out gets prompts, output and errors; not closed
     * @throws AttachException if somebody else may write
     * @throws java.io.UncheckedIOException if {@code in} or {@code out} fails
     */
    void interactiveLoop(InputStream in, OutputStream out);

    /**
     * Records the session from now on, in the format asciicast v2.
     *
     * @param file made or replaced, readable by its owner only; ended when it has reached 1 GiB
     * @throws SessionStateException if it is recorded already, or closed
     * @throws java.io.UncheckedIOException if the file cannot be written
     */
    void record(Path file);

    /**
     * Ends the recording.
     *
     * @return false if there was none
     */
    boolean stopRecording();

    /**
     * Tells when it has ended.
     *
     * @return completed once with a snapshot, when its VM has ended or it was closed. Callbacks must neither block nor take long
     */
    CompletionStage<SessionInfo> onEnd();

    /** Ends the session, persistent or not: detaches all, and closes its VM if it was created for it. Bounded and idempotent. */
    @Override
    void close();
}
