-- SPDX-License-Identifier: Apache-2.0
-- The package by the name of its rock.
local phylo_tree = require("phylo_tree")

return phylo_tree
