rockspec_format = "3.0"
package = "vectors"
version = "1.0-1"
source = { url = "https://example.org/vectors-1.0.zip", dir = "vectors-1.0" }
description = { summary = "A rock for tests", license = "Apache-2.0" }
dependencies = {  }
build = {
  type = "builtin",
  modules = {
    vectors = {
      sources = { "src/module.c", "src/sum.c", "src/product.c" },
      incdirs = { "include" },
      defines = { "SCALE=2", "UNUSED" },
      libraries = { "m" },
    },
  },
}
