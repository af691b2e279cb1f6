rockspec_format = "3.0"
package = "genome-tools"
version = "1.0.0-1"
source = {
  -- The archive is inside the .src.rock beside this file; there is nothing to download.
  url = "file:///genome-tools-1.0.0.zip"
}
description = {
  summary = "Genomes: k-mers, minimisers, GC skew, open reading frames, codon usage, N50",
  detailed = "Counts and searches in strings of DNA, linear or circular.",
  license = "Apache-2.0",
  labels = { "biology", "genomics" }
}
dependencies = {
  "lua >= 5.1",
  "bio-utils >= 1.0"
}
build = {
  type = "builtin",
  modules = {
    ["genome-tools"] = "lua/genome-tools.lua",
    ["genome_tools"] = "lua/genome_tools/init.lua",
    ["genome_tools.assembly"] = "lua/genome_tools/assembly.lua",
    ["genome_tools.codons"] = "lua/genome_tools/codons.lua",
    ["genome_tools.kmers"] = "lua/genome_tools/kmers.lua",
    ["genome_tools.orfs"] = "lua/genome_tools/orfs.lua",
    ["genome_tools.skew"] = "lua/genome_tools/skew.lua"
  },
  copy_directories = {}
}
