#include <lua.h>
#include <luarium/fixture.h>

int luaopen_external(lua_State *L) {
  lua_pushinteger(L, fixture_value());
  return 1;
}
