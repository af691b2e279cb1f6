rockspec_format = "3.0"
package = "configured"
version = "1.0-1"
source = { url = "https://example.org/configured-1.0.zip", dir = "configured-1.0" }
description = { summary = "A rock for tests", license = "Apache-2.0" }
dependencies = {  }
build = {
  type = "cmake",
  variables = { CMAKE_INSTALL_PREFIX = "$(PREFIX)", LUA_FOLDER = "$(LUADIR)", LIB_FOLDER = "$(LIBDIR)", LUA_INCDIR = "$(LUA_INCDIR)" },
}
