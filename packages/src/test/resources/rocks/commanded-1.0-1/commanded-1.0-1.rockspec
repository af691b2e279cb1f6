rockspec_format = "3.0"
package = "commanded"
version = "1.0-1"
source = { url = "https://example.org/commanded-1.0.zip", dir = "commanded-1.0" }
description = { summary = "A rock for tests", license = "Apache-2.0" }
dependencies = {  }
build = {
  type = "command",
  build_command = "echo return \\'made for $(LIB_EXTENSION)\\' > commanded.lua",
  install_command = "mkdir -p $(LUADIR)/commanded && cp commanded.lua $(LUADIR)/commanded/init.lua",
}
