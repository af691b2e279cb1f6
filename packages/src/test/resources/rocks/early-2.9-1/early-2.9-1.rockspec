rockspec_format = "3.0"
package = "early"
version = "2.9-1"
source = { url = "https://example.org/early-2.9.zip", dir = "early-2.9" }
description = { summary = "A rock for tests", license = "Apache-2.0" }
dependencies = {  }
build = {
  type = "builtin",
  modules = { early = "early.lua" },
}
