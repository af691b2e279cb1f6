-- SPDX-License-Identifier: Apache-2.0
-- Everything of the package in one table.
local genome_tools = {
  _VERSION = "genome-tools 1.0.0",
}

for _, name in ipairs({ "kmers", "skew", "orfs", "codons", "assembly" }) do
  for key, value in pairs(require("genome_tools." .. name)) do
    genome_tools[key] = value
  end
end

return genome_tools
