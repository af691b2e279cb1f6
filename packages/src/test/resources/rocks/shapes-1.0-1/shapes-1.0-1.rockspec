rockspec_format = "3.0"
package = "shapes"
version = "1.0-1"
source = { url = "https://example.org/shapes-1.0.zip", dir = "shapes-1.0" }
description = { summary = "A rock for tests", license = "Apache-2.0" }
dependencies = {  }
build = {
  type = "builtin",
  modules = { shapes = { sources = { "shapes.cpp", "area.c" } } },
}
