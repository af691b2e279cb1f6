rockspec_format = "3.0"
package = "diamond-right"
version = "1.0-1"
source = { url = "https://example.org/diamond-right-1.0.zip", dir = "diamond-right-1.0" }
description = { summary = "A rock for tests", license = "Apache-2.0" }
dependencies = { "diamond-base < 2.0" }
build = {
  type = "builtin",
  modules = { ["diamond.right"] = "right.lua" },
}
