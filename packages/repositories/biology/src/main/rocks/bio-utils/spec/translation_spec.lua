-- SPDX-License-Identifier: Apache-2.0
local t = ...
local bio = require("bio_utils")

-- Codons of each amino acid: IUPAC-IUB, and every textbook.
local STANDARD = {
  A = "GCT GCC GCA GCG", R = "CGT CGC CGA CGG AGA AGG", N = "AAT AAC", D = "GAT GAC", C = "TGT TGC", Q = "CAA CAG",
  E = "GAA GAG", G = "GGT GGC GGA GGG", H = "CAT CAC", I = "ATT ATC ATA", L = "TTA TTG CTT CTC CTA CTG", K = "AAA AAG",
  M = "ATG", F = "TTT TTC", P = "CCT CCC CCA CCG", S = "TCT TCC TCA TCG AGT AGC", T = "ACT ACC ACA ACG", W = "TGG",
  Y = "TAT TAC", V = "GTT GTC GTA GTG", ["*"] = "TAA TAG TGA",
}

local function expected_codons(changes)
  local codons = {}
  for amino_acid, list in pairs(STANDARD) do
    for codon in list:gmatch("%a+") do
      codons[codon] = amino_acid
    end
  end
  for codon, amino_acid in pairs(changes) do
    codons[codon] = amino_acid
  end
  return codons
end

local function sorted(list)
  table.sort(list)
  return table.concat(list, " ")
end

-- "Differences from the Standard Code" and "Alternative Initiation Codons" of NCBI's page "The Genetic Codes"
t.test("has NCBI's code 1", function()
  local code = bio.genetic_code()

  t.same(code.codons, expected_codons({}))
  t.equal(code.name, "Standard")
  t.equal(sorted(code.start_codons), "ATG CTG TTG")
  t.equal(sorted(code.stop_codons), "TAA TAG TGA")
end)

t.test("has NCBI's code 2", function()
  local code = bio.genetic_code(2)

  t.same(code.codons, expected_codons({ AGA = "*", AGG = "*", ATA = "M", TGA = "W" }))
  t.equal(sorted(code.start_codons), "ATA ATC ATG ATT GTG")
  t.equal(sorted(code.stop_codons), "AGA AGG TAA TAG")
end)

t.test("has NCBI's code 4", function()
  local code = bio.genetic_code(4)

  t.same(code.codons, expected_codons({ TGA = "W" }))
  t.equal(sorted(code.start_codons), "ATA ATC ATG ATT CTG GTG TTA TTG")
  t.equal(sorted(code.stop_codons), "TAA TAG")
end)

t.test("has NCBI's code 11", function()
  local code = bio.genetic_code(11)

  t.same(code.codons, expected_codons({}))
  t.equal(sorted(code.start_codons), "ATA ATC ATG ATT CTG GTG TTG")
  t.equal(sorted(code.stop_codons), "TAA TAG TGA")
end)

t.test("hands out codes that can be changed without harm", function()
  bio.genetic_code(1).codons.ATG = "X"

  t.equal(bio.translate("ATG"), "M")
  t.fails("no genetic code 3 here", bio.genetic_code(3))
  t.fails("no genetic code 9", bio.translate("ATG", { code = 9 }))
end)

t.test("translates DNA and RNA", function()
  -- The example of the problem PROT of Rosalind
  local rna = "AUGGCCAUGGCGCCCAGAACUGAGAUCAAUAGUACCCGUAUUAACGGGUGA"

  t.equal(bio.translate(rna), "MAMAPRTEINSTRING*")
  t.equal(bio.translate(rna, { to_stop = true }), "MAMAPRTEINSTRING")
  t.equal(bio.translate(bio.back_transcribe(rna):lower()), "MAMAPRTEINSTRING*")
  t.equal(bio.translate("TGA", { code = 4 }), "W")
  t.equal(bio.translate("ATAAGA", { code = 2 }), "M*")
end)

t.test("takes frames and ignores what is no whole codon", function()
  t.equal(bio.translate("ATGGCC"), "MA")
  t.equal(bio.translate("ATGGCC", { frame = 2 }), "W")
  t.equal(bio.translate("ATGGCC", { frame = 3 }), "G")
  t.equal(bio.translate("ATGG"), "M")
  t.equal(bio.translate(""), "")
  t.fails("frame must be 1, 2 or 3, not 0", bio.translate("ATG", { frame = 0 }))
end)

t.test("translates ambiguous codons if all of them agree", function()
  t.equal(bio.translate("GCNYTRMGRTGAATHAAYNNNTRA"), "ALR*INX*")
  t.equal(bio.translate("TAR"), "*")
  t.equal(bio.translate("RAT"), "X")
  t.equal(bio.translate("ATG---A-G"), "M-X")
end)

t.test("holds coding sequences to what they are", function()
  t.equal(bio.translate("GTGAAATAA", { coding = true, code = 11 }), "MK")
  t.fails("GTG is no start codon", bio.translate("GTGAAATAA", { coding = true }))
  t.fails("8 bases", bio.translate("ATGAAATA", { coding = true }))
  t.fails("AAA is no stop codon", bio.translate("ATGAAA", { coding = true }))
  t.fails("stop codon at base 4", bio.translate("ATGTAAAAATAA", { coding = true }))
  t.fails("is no start codon", bio.translate("", { coding = true }))
end)

t.test("says what it cannot translate", function()
  t.fails('"E" at position 3', bio.translate("ATE"))
  t.fails("both T and U", bio.translate("AUT"))
end)

t.test("translates the genes of phi-X174 to the proteins of its record", function()
  local file = io.open(t.data .. "/phix174.fasta")
  if not file then
    t.skip("the genome of phi-X174 is not beside this checkout")
  end
  local genome = file:read("*a"):gsub("^>[^\n]*", ""):gsub("%s", "")
  file:close()

  -- NC_001422: coordinates of the coding sequences, amino acids of their proteins; A, A* and B run over the origin
  for name, gene in pairs({
    A = { 3981, 136, 513 }, ["A*"] = { 4497, 136, 341 }, B = { 5075, 51, 120 }, K = { 51, 221, 56 },
    C = { 133, 393, 86 }, D = { 390, 848, 152 }, E = { 568, 843, 91 }, J = { 848, 964, 38 },
    F = { 1001, 2284, 427 }, G = { 2395, 2922, 175 }, H = { 2931, 3917, 328 },
  }) do
    local first, last, length = gene[1], gene[2], gene[3]
    local bases = last > first and genome:sub(first, last) or genome:sub(first) .. genome:sub(1, last)
    local protein, why = bio.translate(bases, { coding = true, code = 11 })

    t.equal(why, nil)
    t.equal(name .. " " .. #protein, name .. " " .. length)
    if name == "J" then
      -- UniProt P69592
      t.equal(protein, "MSKGKKRSGARPGRPQPLRGTKGKRKGARLWYVGGQQF")
    end
  end
end)
