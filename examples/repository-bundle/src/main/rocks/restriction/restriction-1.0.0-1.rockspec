rockspec_format = "3.0"
package = "restriction"
version = "1.0.0-1"
source = {
  -- The archive is inside the .src.rock beside this file; there is nothing to download.
  url = "file:///restriction-1.0.0.zip"
}
description = {
  summary = "Where restriction enzymes cut DNA",
  license = "Apache-2.0",
  labels = { "biology", "dna" }
}
dependencies = {
  "lua >= 5.1"
}
build = {
  type = "builtin",
  modules = {
    ["restriction"] = "lua/restriction/init.lua"
  },
  copy_directories = {}
}
