rockspec_format = "3.0"
package = "phylo-tree"
version = "1.0.0-1"
source = {
  -- The archive is inside the .src.rock beside this file; there is nothing to download.
  url = "file:///phylo-tree-1.0.0.zip"
}
description = {
  summary = "Phylogenetic trees: Newick, neighbour joining, UPGMA, Robinson-Foulds",
  detailed = "Reads, writes, makes, walks and compares trees of any depth.",
  license = "Apache-2.0",
  labels = { "biology", "phylogenetics" }
}
dependencies = {
  "lua >= 5.1"
}
build = {
  type = "builtin",
  modules = {
    ["phylo-tree"] = "lua/phylo-tree.lua",
    ["phylo_tree"] = "lua/phylo_tree/init.lua",
    ["phylo_tree.clustering"] = "lua/phylo_tree/clustering.lua",
    ["phylo_tree.comparison"] = "lua/phylo_tree/comparison.lua",
    ["phylo_tree.distances"] = "lua/phylo_tree/distances.lua",
    ["phylo_tree.newick"] = "lua/phylo_tree/newick.lua",
    ["phylo_tree.tree"] = "lua/phylo_tree/tree.lua"
  },
  copy_directories = {}
}
