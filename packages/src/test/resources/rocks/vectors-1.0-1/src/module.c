#include <lua.h>
#include "vectors.h"

int luaopen_vectors(lua_State *L) {
  const int values[] = { 2, 3, 5 };
  lua_createtable(L, 0, 2);
  lua_pushinteger(L, vectors_sum(values, 3));
  lua_setfield(L, -2, "sum");
  lua_pushinteger(L, vectors_product(values, 3));
  lua_setfield(L, -2, "product");
  return 1;
}
