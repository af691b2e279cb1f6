rockspec_format = "3.0"
package = "diamond-base"
version = "1.5-1"
source = { url = "https://example.org/diamond-base-1.5.zip", dir = "diamond-base-1.5" }
description = { summary = "A rock for tests", license = "Apache-2.0" }
dependencies = {  }
build = {
  type = "builtin",
  modules = { ["diamond.base"] = "base.lua" },
}
