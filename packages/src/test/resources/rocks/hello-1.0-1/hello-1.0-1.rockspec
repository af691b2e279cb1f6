rockspec_format = "3.0"
package = "hello"
version = "1.0-1"
source = { url = "https://example.org/hello-1.0.zip", dir = "hello-1.0" }
description = { summary = "A rock for tests", license = "Apache-2.0" }
dependencies = {  }
build = {
  type = "builtin",
  modules = { hello = "src/hello.lua" },
}
