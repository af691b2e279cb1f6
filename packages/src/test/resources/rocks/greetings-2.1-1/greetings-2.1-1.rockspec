rockspec_format = "3.0"
package = "greetings"
version = "2.1-1"
source = { url = "https://example.org/greetings-2.1.zip", dir = "greetings-2.1" }
description = { summary = "A rock for tests", license = "Apache-2.0" }
dependencies = { "lua >= 5.1", "hello ~> 1.0" }
build = {
  type = "builtin",
  modules = { greetings = "src/init.lua", ["greetings.polite"] = "src/polite.lua" },
  install = { lua = { ["greetings.names"] = "data/names.lua" }, conf = { "greetings.conf" } },
  copy_directories = { "doc", "examples" },
}
