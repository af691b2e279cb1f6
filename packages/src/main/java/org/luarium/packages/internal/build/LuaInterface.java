// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.build;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which functions the interpreters of a Lua have for modules in C. */
final class LuaInterface {
    private static final String COMMON = """
            lua_atpanic lua_checkstack lua_close lua_concat lua_createtable lua_error lua_gc lua_getallocf lua_getfield
            lua_gethook lua_gethookcount lua_gethookmask lua_getinfo lua_getlocal lua_getmetatable lua_getstack
            lua_gettable lua_gettop lua_getupvalue lua_iscfunction lua_isnumber lua_isstring lua_isuserdata lua_load
            lua_newstate lua_newthread lua_next lua_pushboolean lua_pushcclosure lua_pushfstring lua_pushinteger
            lua_pushlightuserdata lua_pushlstring lua_pushnil lua_pushnumber lua_pushstring lua_pushthread
            lua_pushvalue lua_pushvfstring lua_rawequal lua_rawget lua_rawgeti lua_rawset lua_rawseti lua_resume
            lua_setallocf lua_setfield lua_sethook lua_setlocal lua_setmetatable lua_settable lua_settop
            lua_setupvalue lua_status lua_toboolean lua_tocfunction lua_tolstring lua_topointer lua_tothread
            lua_touserdata lua_type lua_typename lua_xmove lua_dump
            luaL_addlstring luaL_addstring luaL_addvalue luaL_argerror luaL_buffinit luaL_callmeta luaL_checkany
            luaL_checkinteger luaL_checklstring luaL_checknumber luaL_checkoption luaL_checkstack luaL_checktype
            luaL_checkudata luaL_error luaL_getmetafield luaL_gsub luaL_loadstring luaL_newmetatable luaL_newstate
            luaL_openlibs luaL_optinteger luaL_optlstring luaL_optnumber luaL_pushresult luaL_ref luaL_unref luaL_where
            luaopen_base luaopen_debug luaopen_io luaopen_math luaopen_os luaopen_package luaopen_string luaopen_table
            """;
    private static final String FIRST = """
            lua_call lua_cpcall lua_equal lua_getfenv lua_insert lua_lessthan lua_newuserdata lua_objlen lua_pcall
            lua_remove lua_replace lua_setfenv lua_setlevel lua_tointeger lua_tonumber lua_yield
            luaL_findtable luaL_loadbuffer luaL_loadfile luaL_openlib luaL_prepbuffer luaL_register luaL_typerror
            """;
    /** Of LuaJIT, whose modules are those of Lua 5.1. */
    private static final String JIT = """
            lua_copy lua_isyieldable lua_loadx lua_tointegerx lua_tonumberx lua_upvalueid lua_upvaluejoin lua_version
            luaL_execresult luaL_fileresult luaL_loadbufferx luaL_loadfilex luaL_pushmodule luaL_setfuncs
            luaL_setmetatable luaL_testudata luaL_traceback luaJIT_setmode luaJIT_profile_start luaJIT_profile_stop
            luaJIT_profile_dumpstack luaopen_bit luaopen_ffi luaopen_jit
            """;

    private static final String SINCE_TWO = """
            lua_absindex lua_arith lua_callk lua_compare lua_copy lua_getglobal lua_getuservalue lua_len lua_pcallk
            lua_rawgetp lua_rawlen lua_rawsetp lua_setglobal lua_setuservalue lua_tointegerx lua_tonumberx
            lua_upvalueid lua_upvaluejoin lua_version lua_yieldk
            luaL_buffinitsize luaL_checkversion_ luaL_execresult luaL_fileresult luaL_getsubtable luaL_len
            luaL_loadbufferx luaL_loadfilex luaL_prepbuffsize luaL_pushresultsize luaL_requiref luaL_setfuncs
            luaL_setmetatable luaL_testudata luaL_tolstring luaL_traceback luaopen_coroutine
            """;
    private static final String TWO =
            "lua_getctx lua_insert lua_newuserdata lua_remove lua_replace lua_tounsignedx lua_pushunsigned"
                    + " luaL_checkunsigned luaL_optunsigned luaL_openlib luaL_pushmodule luaopen_bit32";
    private static final String SINCE_THREE =
            "lua_geti lua_isinteger lua_isyieldable lua_rotate lua_seti lua_stringtonumber luaopen_utf8";
    private static final String THREE = "lua_newuserdata luaopen_bit32 luaL_openlib luaL_pushmodule luaL_checkunsigned";
    private static final String FOUR = """
            lua_closeslot lua_getiuservalue lua_newuserdatauv lua_resetthread lua_closethread lua_setcstacklimit
            lua_setiuservalue lua_setwarnf lua_toclose lua_warning luaL_addgsub luaL_typeerror
            """;
    private static final Map<String, Set<String>> FUNCTIONS = new TreeMap<>(Map.of(
            "5.1", names(COMMON, FIRST, JIT),
            "5.2", names(COMMON, SINCE_TWO, TWO),
            "5.3", names(COMMON, SINCE_TWO, SINCE_THREE, THREE),
            "5.4", four()));

    private LuaInterface() {}

    private static Set<String> names(String... texts) {
        return Stream.of(texts)
                .flatMap(text -> Stream.of(text.strip().split("\\s+", -1)))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Set<String> four() {
        return names(COMMON, SINCE_TWO, SINCE_THREE, FOUR).stream()
                .filter(name -> !name.equals("lua_getuservalue") && !name.equals("lua_setuservalue"))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Why a module that needs such symbols does not fit a Lua; empty if nothing speaks against it. */
    static Optional<String> misfit(String dialect, Collection<String> undefined) {
        Set<String> known = FUNCTIONS.getOrDefault(dialect, Set.of());
        return undefined.stream()
                .filter(name -> name.startsWith("lua_") || name.startsWith("luaL_"))
                .filter(name -> !known.contains(name))
                .findFirst()
                .map(name -> "needs " + name + ", which Lua " + dialect + " does not have" + owners(name));
    }

    private static String owners(String name) {
        List<String> owners = FUNCTIONS.entrySet().stream()
                .filter(entry -> entry.getValue().contains(name))
                .map(Map.Entry::getKey)
                .toList();
        return owners.isEmpty() ? "" : " and Lua " + String.join(" and ", owners) + " has";
    }
}
