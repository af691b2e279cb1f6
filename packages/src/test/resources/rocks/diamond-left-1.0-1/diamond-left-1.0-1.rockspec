rockspec_format = "3.0"
package = "diamond-left"
version = "1.0-1"
source = { url = "https://example.org/diamond-left-1.0.zip", dir = "diamond-left-1.0" }
description = { summary = "A rock for tests", license = "Apache-2.0" }
dependencies = { "diamond-base >= 1.0" }
build = {
  type = "builtin",
  modules = { ["diamond.left"] = "left.lua" },
}
