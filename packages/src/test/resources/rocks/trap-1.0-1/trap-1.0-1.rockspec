while true do end
rockspec_format = "3.0"
package = "trap"
version = "1.0-1"
source = { url = "https://example.org/trap-1.0.zip", dir = "trap-1.0" }
description = { summary = "A rock for tests", license = "Apache-2.0" }
dependencies = {  }
build = {
  type = "none",
}
