// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.elf;

import static org.luarium.core.internal.elf.Condition.EQUAL;
import static org.luarium.core.internal.elf.Condition.GREATER_OR_EQUAL;
import static org.luarium.core.internal.elf.Condition.LESS;
import static org.luarium.core.internal.elf.Condition.NOT_EQUAL;
import static org.luarium.core.internal.elf.Register.ARG0;
import static org.luarium.core.internal.elf.Register.ARG1;
import static org.luarium.core.internal.elf.Register.ARG2;
import static org.luarium.core.internal.elf.Register.ARG3;
import static org.luarium.core.internal.elf.Register.ARG4;
import static org.luarium.core.internal.elf.Register.ARG5;
import static org.luarium.core.internal.elf.Register.RESULT;
import static org.luarium.core.internal.elf.Register.SAVED0;
import static org.luarium.core.internal.elf.Register.SAVED1;
import static org.luarium.core.internal.elf.Register.STACK;
import static org.luarium.core.internal.elf.Register.TEMP0;

import java.util.LinkedHashMap;
import java.util.Map;

/*
 * The program of the launcher, against the C API of Lua 5.4. Everything that can raise a Lua error runs in
 * protectedMain, called through lua_pcallk: outside of it, want of memory would abort the process.
 */
final class LauncherCode {
    static final int DATA_SIZE = 24;
    private static final int ARGC = 0;
    private static final int ARGV = 8;
    private static final int MAIN_STATE = 16;

    private static final double LUA_VERSION_NUM = 504;
    private static final int LUAL_NUMSIZES = Long.BYTES * 16 + Double.BYTES;
    private static final int LUA_GCGEN = 10;
    private static final int LUA_MASK_ALL = 15;
    private static final int SIGINT = 2;
    private static final int STDERR = 2;

    private final Assembler code;
    private final DynamicLinking linking;
    private final Label data = new Label();
    private final Label main = new Label();
    private final Label protectedMain = new Label();
    private final Label interrupt = new Label();
    private final Label hook = new Label();
    private final Map<String, Label> texts = new LinkedHashMap<>();

    LauncherCode(Assembler code, DynamicLinking linking) {
        this.code = code;
        this.linking = linking;
    }

    /** Returns the label of {@link #DATA_SIZE} zero bytes, to be bound by whoever lays out the file. */
    Label data() {
        return data;
    }

    void emit() {
        start();
        main();
        protectedMain();
        interrupt();
        hook();
        texts.forEach((text, label) -> {
            code.bind(label);
            code.string(text);
        });
    }

    /* On the stack: argc, argv[]. The seventh argument, the end of the stack, is one that a shared libc never reads. */
    private void start() {
        Register loaderExit = code.architecture() == Architecture.X86_64 ? ARG2 : ARG0;
        code.move(ARG5, loaderExit);
        code.load(ARG1, STACK, 0);
        code.move(ARG2, STACK);
        code.add(ARG2, 8);
        code.address(ARG0, main);
        code.move(ARG3, 0);
        code.move(ARG4, 0);
        call("__libc_start_main");
    }

    private void main() {
        Register state = SAVED0;
        Register status = SAVED1;
        Label created = new Label();
        Label hasMessage = new Label();
        Label close = new Label();
        code.bind(main);
        code.enter();
        code.address(TEMP0, data);
        code.store32(TEMP0, ARGC, ARG0); // an int: the upper half of the register is not defined
        code.store(TEMP0, ARGV, ARG1);
        call("luaL_newstate");
        code.jumpIf(NOT_EQUAL, RESULT, 0, created);
        text(ARG2, "cannot create state: not enough memory");
        report();
        code.move(ARG0, 1);
        call("exit");

        code.bind(created);
        code.move(state, RESULT);
        code.address(TEMP0, data);
        code.store(TEMP0, MAIN_STATE, state);
        code.move(ARG0, state);
        code.address(ARG1, protectedMain);
        code.move(ARG2, 0);
        call("lua_pushcclosure");
        code.move(ARG0, state);
        code.move(ARG1, 0);
        code.move(ARG2, 0);
        code.move(ARG3, 0);
        code.move(ARG4, 0);
        code.move(ARG5, 0);
        call("lua_pcallk");
        // An int: the upper half of the register is not defined.
        code.move(status, RESULT);
        code.and(status, 0xFF);
        code.jumpIf(EQUAL, status, 0, close);
        code.move(status, 1);
        code.move(ARG0, state);
        code.move(ARG1, -1);
        code.move(ARG2, 0);
        call("lua_tolstring");
        code.move(ARG2, RESULT);
        code.jumpIf(NOT_EQUAL, ARG2, 0, hasMessage);
        text(ARG2, "(error object is not a string)");
        code.bind(hasMessage);
        report();

        code.bind(close);
        code.address(TEMP0, data);
        code.move(ARG0, 0);
        code.store(TEMP0, MAIN_STATE, ARG0); // from here on an interrupt has nothing to stop
        code.move(ARG0, state);
        call("lua_close");
        code.move(ARG0, status);
        call("exit");
    }

    /** Writes the message in ARG2 to stderr. */
    private void report() {
        code.move(ARG0, STDERR);
        text(ARG1, "lua: %s\n");
        call("dprintf");
    }

    private void protectedMain() {
        Register state = SAVED0;
        Label loaded = new Label();
        code.bind(protectedMain);
        code.enter();
        code.move(state, ARG0);
        code.move(TEMP0, Double.doubleToRawLongBits(LUA_VERSION_NUM));
        code.moveToDouble0(TEMP0);
        code.move(ARG1, LUAL_NUMSIZES);
        call("luaL_checkversion_");
        code.move(ARG0, state);
        call("luaL_openlibs");
        code.move(ARG0, state);
        code.move(ARG1, LUA_GCGEN);
        code.move(ARG2, 0);
        code.move(ARG3, 0);
        call("lua_gc");
        requireScript(state);
        setArg(state);
        code.move(ARG0, SIGINT);
        code.address(ARG1, interrupt);
        call("signal");

        code.move(ARG0, state);
        argument(ARG1, 1);
        code.move(ARG2, 0);
        call("luaL_loadfilex");
        code.and(RESULT, 0xFF);
        code.jumpIf(EQUAL, RESULT, 0, loaded);
        code.move(ARG0, state);
        call("lua_error");
        code.bind(loaded);
        callScript(state);
        code.move(RESULT, 0);
        code.leave();
    }

    private void requireScript(Register state) {
        Label present = new Label();
        code.address(TEMP0, data);
        code.load(TEMP0, TEMP0, ARGC);
        code.jumpIf(GREATER_OR_EQUAL, TEMP0, 2, present);
        error(state, "usage: SCRIPT [ARGUMENT...]");
        code.bind(present);
    }

    /** Sets {@code arg}: the script at 0, the executable at -1. */
    private void setArg(Register state) {
        Register index = SAVED1;
        code.move(ARG0, state);
        code.address(TEMP0, data);
        code.load(ARG1, TEMP0, ARGC);
        code.move(ARG2, 2);
        call("lua_createtable");
        code.move(index, 0);
        forEachArgument(state, index, () -> {
            code.move(ARG0, state);
            code.move(ARG1, -2);
            code.move(ARG2, index);
            code.add(ARG2, -1);
            call("lua_rawseti");
        });
        code.move(ARG0, state);
        text(ARG1, "arg");
        call("lua_setglobal");
    }

    private void callScript(Register state) {
        Register index = SAVED1;
        code.move(ARG0, state);
        code.address(TEMP0, data);
        code.load(ARG1, TEMP0, ARGC);
        text(ARG2, "too many arguments");
        call("luaL_checkstack");
        code.move(index, 2);
        forEachArgument(state, index, () -> {});
        code.move(ARG0, state);
        code.address(TEMP0, data);
        code.load(ARG1, TEMP0, ARGC);
        code.add(ARG1, -2);
        code.move(ARG2, 0);
        code.move(ARG3, 0);
        code.move(ARG4, 0);
        call("lua_callk");
    }

    private void forEachArgument(Register state, Register index, Runnable afterPush) {
        Label next = new Label();
        Label push = new Label();
        Label done = new Label();
        code.bind(next);
        code.address(TEMP0, data);
        code.load(TEMP0, TEMP0, ARGC);
        code.jumpIf(LESS, index, TEMP0, push);
        code.jump(done);
        code.bind(push);
        code.address(TEMP0, data);
        code.load(TEMP0, TEMP0, ARGV);
        code.move(ARG1, index);
        code.shiftLeft(ARG1, 3);
        code.add(TEMP0, ARG1);
        code.load(ARG1, TEMP0, 0);
        code.move(ARG0, state);
        call("lua_pushstring");
        afterPush.run();
        code.add(index, 1);
        code.jump(next);
        code.bind(done);
    }

    /* A signal handler may set a hook, and nothing else, in a running state; the hook then raises the error. */
    private void interrupt() {
        Label closed = new Label();
        code.bind(interrupt);
        code.enter();
        code.address(TEMP0, data);
        code.load(ARG0, TEMP0, MAIN_STATE);
        code.jumpIf(EQUAL, ARG0, 0, closed);
        code.address(ARG1, hook);
        code.move(ARG2, LUA_MASK_ALL);
        code.move(ARG3, 1);
        call("lua_sethook");
        code.bind(closed);
        code.leave();
    }

    private void hook() {
        Register state = SAVED0;
        code.bind(hook);
        code.enter();
        code.move(state, ARG0);
        code.move(ARG1, 0);
        code.move(ARG2, 0);
        code.move(ARG3, 0);
        call("lua_sethook");
        error(state, "interrupted!");
    }

    private void error(Register state, String message) {
        code.move(ARG0, state);
        text(ARG1, message);
        call("luaL_error");
    }

    private void argument(Register to, int index) {
        code.address(TEMP0, data);
        code.load(TEMP0, TEMP0, ARGV);
        code.load(to, TEMP0, index * Long.BYTES);
    }

    private void text(Register to, String text) {
        code.address(to, texts.computeIfAbsent(text, key -> new Label()));
    }

    private void call(String function) {
        code.callThrough(linking.slotOf(function));
    }
}
