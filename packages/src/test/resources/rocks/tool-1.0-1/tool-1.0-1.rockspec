rockspec_format = "3.0"
package = "tool"
version = "1.0-1"
source = { url = "https://example.org/tool-1.0.zip", dir = "tool-1.0" }
description = { summary = "A rock for tests", license = "Apache-2.0" }
dependencies = {  }
build = {
  type = "builtin",
  modules = { ["tool.words"] = "words.lua" },
  install = { bin = { tool = "tool.lua", ["tool-native"] = "tool.sh" } },
}
