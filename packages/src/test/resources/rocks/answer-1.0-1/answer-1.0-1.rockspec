rockspec_format = "3.0"
package = "answer"
version = "1.0-1"
source = { url = "https://example.org/answer-1.0.zip", dir = "answer-1.0" }
description = { summary = "A rock for tests", license = "Apache-2.0" }
dependencies = {  }
build = {
  type = "builtin",
  modules = {
    answer = "answer.lua",
    ["answer.core"] = "core.c",
  },
}
