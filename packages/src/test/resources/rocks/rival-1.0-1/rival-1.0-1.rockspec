rockspec_format = "3.0"
package = "rival"
version = "1.0-1"
source = { url = "https://example.org/rival-1.0.zip", dir = "rival-1.0" }
description = { summary = "A rock for tests", license = "Apache-2.0" }
dependencies = {  }
build = {
  type = "none",
  install = { bin = { tool = "rival.lua" } },
}
