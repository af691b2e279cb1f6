// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.lua;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.luarium.extension.ExtensionSpec;
import org.luarium.extension.spi.NoSuchTargetException;
import org.luarium.extension.spi.NotGrantedException;
import org.luarium.extensions.internal.control.HostControl;
import org.luarium.extensions.internal.rpc.LuaLink;
import org.luarium.value.LuaNil;
import org.luarium.value.LuaTable;
import org.luarium.value.LuaValue;
import org.luarium.vm.HostFunction;
import org.luarium.vm.HostModule;

/**
 * What {@code extension.lua} asks of the host: each function gets the id of the call within which it is asked, and answers true and the results, or false and what has failed.
 */
final class HostFunctions {
    static final String MODULE = "luarium_host";

    private final ExtensionSpec spec;
    private final LuaLink link;
    private final LuaCalls calls;
    private final LuaFailures failures;
    private final HostControl control;
    private final Map<Class<?>, Long> grants;

    HostFunctions(
            ExtensionSpec spec,
            LuaLink link,
            LuaCalls calls,
            LuaFailures failures,
            HostControl control,
            Map<Class<?>, Long> grants) {
        this.spec = spec;
        this.link = link;
        this.calls = calls;
        this.failures = failures;
        this.control = control;
        this.grants = Map.copyOf(grants);
    }

    private interface Task {
        List<LuaValue> run(long call, List<LuaValue> arguments) throws Throwable;
    }

    HostModule module() {
        return HostModule.builder()
                .function("call", function(this::call))
                .function("describe", function(this::describe))
                .function("service", function(this::service))
                .function("emit", function(this::emit))
                .function("log", function(this::log))
                .function("keep", function((call, arguments) -> {
                    link.keep(number(arguments.get(0)));
                    return List.of();
                }))
                .function("release", function((call, arguments) -> {
                    link.release(number(arguments.get(0)));
                    return List.of();
                }))
                .build();
    }

    private HostFunction function(Task task) {
        return (vm, arguments) -> {
            List<LuaValue> answer = new ArrayList<>();
            try {
                long call = number(arguments.get(0));
                List<LuaValue> rest = arguments.subList(1, arguments.size());
                List<LuaValue> results = calls.serving(() -> task.run(call, rest));
                answer.add(LuaValue.of(true));
                answer.addAll(results);
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception | LinkageError | StackOverflowError | AssertionError e) {
                answer.clear();
                answer.add(LuaValue.of(false));
                answer.add(failures.tell(e));
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
            return answer;
        };
    }

    private static long number(LuaValue value) {
        return value.asLong();
    }

    private List<LuaValue> call(long call, List<LuaValue> arguments) throws Throwable {
        long number = number(arguments.get(0));
        try {
            link.check(number);
        } catch (NoSuchTargetException e) {
            throw new NoSuchTargetException(
                    "there is no object " + number
                            + " of the host any more: it was lent for a call that has ended, or was released;"
                            + " extension.keep(object) keeps one",
                    e);
        }
        return List.of(link.called(call, number, arguments.get(1).asString(), arguments.subList(2, arguments.size())));
    }

    private List<LuaValue> describe(long call, List<LuaValue> arguments) {
        Class<?> type = link.lentType(arguments.get(0).asString());
        List<LuaValue> names =
                link.names(type).stream().sorted().map(LuaValue::of).toList();
        List<String> required = link.required(type);
        return List.of(
                LuaTable.ofList(names), required.size() == 1 ? LuaValue.of(required.get(0)) : LuaValue.of(false));
    }

    private List<LuaValue> service(long call, List<LuaValue> arguments) {
        String wanted = arguments.isEmpty() ? "" : arguments.get(0).asString();
        List<Map.Entry<Class<?>, Long>> found = grants.entrySet().stream()
                .filter(grant -> grant.getKey().getName().equals(wanted)
                        || grant.getKey().getSimpleName().equals(wanted))
                .toList();
        if (found.size() == 1) {
            return List.of(
                    LuaValue.of(found.get(0).getValue()),
                    LuaValue.of(found.get(0).getKey().getName()));
        }
        List<String> names = grants.keySet().stream().map(Class::getName).toList();
        throw new NotGrantedException(
                found.isEmpty()
                        ? "the host does not grant " + wanted + " to " + spec.name() + ", only " + names
                                + "; add ExtensionSpec.grant"
                        : "the host grants more than one " + wanted + " to " + spec.name() + ": " + names
                                + "; say which with its package",
                null);
    }

    private List<LuaValue> emit(long call, List<LuaValue> arguments) {
        String event = arguments.get(0).asString();
        Object payload = link.value(arguments.size() > 1 ? arguments.get(1) : LuaNil.NIL);
        if (spec.strictEvents()) {
            control.emitStrictly(event, payload);
        } else {
            control.emit(event, payload);
        }
        return List.of();
    }

    private List<LuaValue> log(long call, List<LuaValue> arguments) {
        String level = arguments.get(0).asString().toUpperCase(Locale.ROOT);
        List<String> levels = List.of("ERROR", "WARNING", "INFO", "DEBUG", "TRACE");
        String known = level.equals("WARN") ? "WARNING" : level;
        if (!levels.contains(known)) {
            throw new IllegalArgumentException("there is no level " + level + ", only " + levels);
        }
        control.log(known, arguments.get(1).asString(), "");
        return List.of();
    }
}
