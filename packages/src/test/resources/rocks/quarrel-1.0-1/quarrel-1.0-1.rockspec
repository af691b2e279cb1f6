rockspec_format = "3.0"
package = "quarrel"
version = "1.0-1"
source = { url = "https://example.org/quarrel-1.0.zip", dir = "quarrel-1.0" }
description = { summary = "A rock for tests", license = "Apache-2.0" }
dependencies = { "diamond-base >= 2.0", "diamond-right" }
build = {
  type = "builtin",
  modules = { quarrel = "quarrel.lua" },
}
