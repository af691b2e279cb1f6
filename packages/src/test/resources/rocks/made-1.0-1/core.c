#include <lua.h>

int luaopen_made_core(lua_State *L) {
  lua_pushstring(L, "made by make");
  return 1;
}
