rockspec_format = "3.0"
package = "made"
version = "1.0-1"
source = { url = "https://example.org/made-1.0.zip", dir = "made-1.0" }
description = { summary = "A rock for tests", license = "Apache-2.0" }
dependencies = {  }
build = {
  type = "make",
  build_target = "all",
  build_variables = { CFLAGS = "$(CFLAGS)", LIBFLAG = "$(LIBFLAG)", LUA_INCDIR = "$(LUA_INCDIR)", EXT = "$(LIB_EXTENSION)" },
  install_variables = { LUADIR = "$(LUADIR)", LIBDIR = "$(LIBDIR)", BINDIR = "$(BINDIR)", CONFDIR = "$(CONFDIR)", EXT = "$(LIB_EXTENSION)" },
}
