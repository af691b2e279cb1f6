rockspec_format = "3.0"
package = "diamond-base"
version = "2.0-1"
source = { url = "https://example.org/diamond-base-2.0.zip", dir = "diamond-base-2.0" }
description = { summary = "A rock for tests", license = "Apache-2.0" }
dependencies = {  }
build = {
  type = "builtin",
  modules = { ["diamond.base"] = "base.lua" },
}
