rockspec_format = "3.0"
package = "diamond-top"
version = "1.0-1"
source = { url = "https://example.org/diamond-top-1.0.zip", dir = "diamond-top-1.0" }
description = { summary = "A rock for tests", license = "Apache-2.0" }
dependencies = { "diamond-left", "diamond-right" }
build = {
  type = "builtin",
  modules = { ["diamond.top"] = "top.lua" },
}
