rockspec_format = "3.0"
package = "bio_compute"
version = "1.0.0-1"
source = {
  -- The archive is inside the .src.rock beside this file; there is nothing to download.
  url = "file:///bio_compute-1.0.0.zip"
}
description = {
  summary = "Composition, molecular weight and melting temperature of DNA and RNA",
  detailed = "analyze_sequence tells all of it about one sequence; compute tells what a PCR yields.",
  license = "Apache-2.0",
  labels = { "biology", "bioinformatics" }
}
dependencies = {
  "lua >= 5.1"
}
build = {
  type = "builtin",
  modules = {
    ["bio_compute"] = "lua/bio_compute/init.lua",
    ["bio_compute.melting"] = "lua/bio_compute/melting.lua"
  },
  copy_directories = {}
}
