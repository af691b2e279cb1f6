rockspec_format = "3.0"
package = "choosy"
version = "1.0-1"
source = { url = "https://example.org/choosy-1.0.zip", dir = "choosy-1.0" }
description = { summary = "A rock for tests", license = "Apache-2.0" }
dependencies = { "diamond-base >= 1.0" }
build = {
  type = "builtin",
  modules = { choosy = "choosy.lua" },
}
