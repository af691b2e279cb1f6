-- SPDX-License-Identifier: Apache-2.0
-- Which codons genes use.
local bio_utils = require("bio_utils")

local codons = {}

--- How often the codons of a gene, or of a list of genes, are used: a table by codon (DNA) of tables with amino_acid,
-- count, per_thousand, and rscu, the relative synonymous codon usage (Sharp and others, Nucleic Acids Research 14,
-- 1986): 1 where all codons of an amino acid are used alike; nil where it does not occur. Second, how many codons were
-- counted; codons with letters for several bases are not. code is NCBI's number, 1 if nil.
-- nil and a message for what is no DNA or has no whole codons.
function codons.codon_usage(genes, code)
  local known, why = bio_utils.genetic_code(code)
  if not known then
    return nil, why
  end
  if type(genes) ~= "table" then
    genes = { genes }
  end
  local usage = {}
  for codon, amino_acid in pairs(known.codons) do
    usage[codon] = { amino_acid = amino_acid, count = 0 }
  end
  local total = 0
  for number, gene in ipairs(genes) do
    local ok, problem = bio_utils.validate(gene, "dna")
    if not ok then
      return nil, ("gene %d: %s"):format(number, problem)
    end
    if #gene % 3 ~= 0 then
      return nil, ("gene %d has %d bases, which are no whole codons"):format(number, #gene)
    end
    for codon in gene:upper():gmatch("...") do
      local entry = usage[codon]
      if entry then
        entry.count = entry.count + 1
        total = total + 1
      end
    end
  end
  local synonyms, counts = {}, {}
  for _, entry in pairs(usage) do
    synonyms[entry.amino_acid] = (synonyms[entry.amino_acid] or 0) + 1
    counts[entry.amino_acid] = (counts[entry.amino_acid] or 0) + entry.count
  end
  for _, entry in pairs(usage) do
    entry.per_thousand = total > 0 and 1000 * entry.count / total or 0
    if counts[entry.amino_acid] > 0 then
      entry.rscu = entry.count * synonyms[entry.amino_acid] / counts[entry.amino_acid]
    end
  end
  return usage, total
end

return codons
