-- SPDX-License-Identifier: Apache-2.0
-- Everything of the package in one table.
local clustering = require("phylo_tree.clustering")
local comparison = require("phylo_tree.comparison")
local distances = require("phylo_tree.distances")
local newick = require("phylo_tree.newick")
local tree = require("phylo_tree.tree")

local phylo_tree = {
  _VERSION = "phylo-tree 1.0.0",
  parse = newick.parse,
  trees = newick.trees,
  format = newick.format,
  draw = newick.draw,
  neighbor_joining = clustering.neighbor_joining,
  upgma = clustering.upgma,
  robinson_foulds = comparison.robinson_foulds,
  p_distance = distances.p_distance,
  jukes_cantor = distances.jukes_cantor,
  kimura = distances.kimura,
  sequence_distances = distances.matrix,
}

for name, value in pairs(tree) do
  phylo_tree[name] = value
end

return phylo_tree
