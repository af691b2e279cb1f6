#include <lua.h>

int luaopen_answer_core(lua_State *L) {
  lua_createtable(L, 0, 1);
  lua_pushinteger(L, 42);
  lua_setfield(L, -2, "answer");
  return 1;
}
