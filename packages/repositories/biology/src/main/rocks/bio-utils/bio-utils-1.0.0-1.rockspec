rockspec_format = "3.0"
package = "bio-utils"
version = "1.0.0-1"
source = {
  -- The archive is inside the .src.rock beside this file; there is nothing to download.
  url = "file:///bio-utils-1.0.0.zip"
}
description = {
  summary = "Essential biological data processing utilities: complements, translation, alignment",
  detailed = "DNA, RNA and proteins in the letters of IUPAC, NCBI's genetic codes 1, 2, 4 and 11, BLOSUM62.",
  license = "Apache-2.0",
  labels = { "biology", "bioinformatics" }
}
dependencies = {
  "lua >= 5.1"
}
build = {
  type = "builtin",
  modules = {
    ["bio-utils"] = "lua/bio-utils.lua",
    ["bio_utils"] = "lua/bio_utils/init.lua",
    ["bio_utils.alignment"] = "lua/bio_utils/alignment.lua",
    ["bio_utils.blosum62"] = "lua/bio_utils/blosum62.lua",
    ["bio_utils.sequence"] = "lua/bio_utils/sequence.lua",
    ["bio_utils.translation"] = "lua/bio_utils/translation.lua"
  },
  copy_directories = {}
}
