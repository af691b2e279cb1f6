// SPDX-License-Identifier: Apache-2.0
package org.luarium.session;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.VmConfig;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Opens sessions and finds them again. Each bundle gets a manager of its own; sessions whose VM has {@linkplain org.luarium.vm.Lifetime#BUNDLE the lifetime of the bundle} end with the bundle
 * that opened them, persistent ones do not. Ids are global. Thread-safe.
 *
 * <p>Events are posted to EventAdmin, where there is one, under {@code org/luarium/session/} with the last part {@code created}, {@code attached}, {@code detached}, {@code exited}, {@code culled}
 * or {@code closed}, and the properties {@code session.id}, {@code vm.id}, {@code attachment} and {@code reason} where they apply.
 */
@ProviderType
public interface SessionManager {
    /**
     * Opens a session.
     *
     * @param config what from
     * @return the session, to be closed
     * @throws SessionAlreadyExistsException if the id is taken by a session
     * @throws org.luarium.vm.VmAlreadyExistsException if the id of its new VM is taken
     * @throws org.luarium.vm.VmNotFoundException if the VM it is to use does not exist
     * @throws SessionStateException if 10,000 are open already
     * @throws org.luarium.LuariumException as {@link org.luarium.vm.VmManager#create(VmConfig)}
     */
    Session open(SessionConfig config);

    /**
     * Opens a session with a new VM of the same id.
     *
     * @param id 1 to 64 of {@code A-Z a-z 0-9 . _ -}
     * @return the session, to be closed
     * @throws org.luarium.LuariumException as {@link #open(SessionConfig)}
     */
    default Session open(String id) {
        return open(SessionConfig.of(id));
    }

    /**
     * Looks a session up.
     *
     * @param id its id
     * @return the session, if it exists, whoever opened it
     */
    Optional<Session> find(String id);

    /**
     * The session with an id.
     *
     * @param id its id
     * @return the session
     * @throws SessionNotFoundException if there is none
     */
    default Session get(String id) {
        return find(id).orElseThrow(() -> new SessionNotFoundException(id));
    }

    /**
     * All sessions, those of other bundles included.
     *
     * @return snapshots, ordered by id
     */
    List<SessionInfo> list();

    /**
     * Attaches to a session.
     *
     * @param id its id
     * @param request as whom, to read or to write, and from where on
     * @param listener hears the events
     * @return the attachment, to be closed
     * @throws SessionNotFoundException if there is no such session
     * @throws AttachException as {@link Session#attach(AttachRequest, SessionListener)}
     */
    default Attachment attach(String id, AttachRequest request, SessionListener listener) {
        return get(id).attach(request, listener);
    }

    /**
     * Attaches to a session to read what comes from now on.
     *
     * @param id its id
     * @param listener hears the events
     * @return the attachment, to be closed
     * @throws SessionNotFoundException if there is no such session
     * @throws AttachException as {@link Session#attach(AttachRequest, SessionListener)}
     */
    default Attachment attach(String id, SessionListener listener) {
        return get(id).attach(listener);
    }

    /**
     * Ends a session, whoever opened it, as {@link Session#close()}.
     *
     * @param id its id
     * @throws SessionNotFoundException if there is none
     */
    default void terminate(String id) {
        get(id).close();
    }

    /**
     * Evaluates code in every session whose id matches, at once, and waits for all.
     *
     * @param glob a pattern for the whole id, with {@code *} for any text and {@code ?} for any character
     * @param code Lua source
     * @param timeout as {@link Session#evaluate(String, Duration)}
     * @return id to result, ordered by id; empty if nothing matches
     * @throws org.luarium.LuariumException the first failure of {@link Session#evaluate(String, Duration)}, if any, after all have ended
     */
    Map<String, ExecutionResult> broadcast(String glob, String code, Duration timeout);

    /**
     * Opens sessions that belong together, with ids {@code name-1} to {@code name-size}, in parallel. All or none.
     *
     * @param name the common part of the ids
     * @param size how many, at least 1
     * @param template what each VM is created from, but for the id
     * @return the sessions, in order
     * @throws IllegalArgumentException if the size is below 1, or an id would not be allowed
     * @throws org.luarium.LuariumException as {@link #open(SessionConfig)}, if one of them fails; the others are closed
     */
    List<Session> openCluster(String name, int size, VmConfig template);

    /**
     * Opens a session with a VM like that of another: its configuration, engine, host functions. Globals are <em>not</em> carried over.
     *
     * @param id the session to take as the model
     * @param newId the id of the new session and its VM
     * @return the new session, to be closed
     * @throws SessionNotFoundException if there is no such session
     * @throws org.luarium.LuariumException as {@link #open(SessionConfig)}
     */
    Session copy(String id, String newId);
}
