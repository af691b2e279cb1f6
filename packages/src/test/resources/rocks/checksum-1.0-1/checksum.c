#include <lua.h>
#include <zlib.h>

int luaopen_checksum(lua_State *L) {
  lua_pushinteger(L, (lua_Integer) crc32(0, (const unsigned char *) "hello", 5));
  return 1;
}
