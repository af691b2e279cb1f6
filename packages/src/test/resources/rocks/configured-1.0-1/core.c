#include <lua.h>

int luaopen_configured_core(lua_State *L) {
  lua_pushstring(L, "made by cmake");
  return 1;
}
