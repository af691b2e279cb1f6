rockspec_format = "3.0"
package = "choosy"
version = "2.0-1"
source = { url = "https://example.org/choosy-2.0.zip", dir = "choosy-2.0" }
description = { summary = "A rock for tests", license = "Apache-2.0" }
dependencies = { "diamond-base >= 2.0" }
build = {
  type = "builtin",
  modules = { choosy = "choosy.lua" },
}
