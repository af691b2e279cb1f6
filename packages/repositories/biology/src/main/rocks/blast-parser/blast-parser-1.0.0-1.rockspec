rockspec_format = "3.0"
package = "blast-parser"
version = "1.0.0-1"
source = {
  -- The archive is inside the .src.rock beside this file; there is nothing to download.
  url = "file:///blast-parser-1.0.0.zip"
}
description = {
  summary = "Results of BLAST, tabular and XML, as streams",
  detailed = "One table for each pair of sequences that match, from outfmt 5, 6 and 7; filters and best hits.",
  license = "Apache-2.0",
  labels = { "biology", "bioinformatics", "parser" }
}
dependencies = {
  "lua >= 5.1",
  "sequence-parser >= 1.0"
}
build = {
  type = "builtin",
  modules = {
    ["blast-parser"] = "lua/blast-parser.lua",
    ["blast_parser"] = "lua/blast_parser/init.lua",
    ["blast_parser.hits"] = "lua/blast_parser/hits.lua",
    ["blast_parser.markup"] = "lua/blast_parser/markup.lua",
    ["blast_parser.tabular"] = "lua/blast_parser/tabular.lua",
    ["blast_parser.xml"] = "lua/blast_parser/xml.lua"
  },
  copy_directories = {}
}
