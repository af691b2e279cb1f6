rockspec_format = "3.0"
package = "early"
version = "3.0rc1-1"
source = { url = "https://example.org/early-3.0rc1.zip", dir = "early-3.0rc1" }
description = { summary = "A rock for tests", license = "Apache-2.0" }
dependencies = {  }
build = {
  type = "builtin",
  modules = { early = "early.lua" },
}
