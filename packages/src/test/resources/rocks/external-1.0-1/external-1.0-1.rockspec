rockspec_format = "3.0"
package = "external"
version = "1.0-1"
source = { url = "https://example.org/external-1.0.zip", dir = "external-1.0" }
description = { summary = "A rock for tests", license = "Apache-2.0" }
dependencies = {  }
external_dependencies = { FIXTURE = { header = "luarium/fixture.h", library = "luariumfixture" } }
build = {
  type = "builtin",
  modules = {
    external = {
      sources = { "external.c" },
      incdirs = { "$(FIXTURE_INCDIR)" },
      libdirs = { "$(FIXTURE_LIBDIR)" },
      libraries = { "luariumfixture" },
    },
  },
}
