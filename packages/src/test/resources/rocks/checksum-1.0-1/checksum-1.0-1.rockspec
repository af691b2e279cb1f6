rockspec_format = "3.0"
package = "checksum"
version = "1.0-1"
source = { url = "https://example.org/checksum-1.0.zip", dir = "checksum-1.0" }
description = { summary = "A rock for tests", license = "Apache-2.0" }
external_dependencies = { ZLIB = { header = "zlib.h", library = "z" } }
build = {
  type = "builtin",
  modules = {
    checksum = {
      sources = { "checksum.c" },
      incdirs = { "$(ZLIB_INCDIR)" },
      libdirs = { "$(ZLIB_LIBDIR)" },
      libraries = { "z" },
    },
  },
}
