-- SPDX-License-Identifier: Apache-2.0
local t = ...
local bio = require("bio_utils")

t.test("is there by the name of its rock too", function()
  t.equal(require("bio-utils"), bio)
end)

t.test("gives the other strand", function()
  t.equal(bio.reverse_complement("ATGC"), "GCAT")
  t.equal(bio.reverse_complement("GAATTC"), "GAATTC")
  t.equal(bio.reverse_complement("AAGCtt"), "aaGCTT")
  t.equal(bio.reverse_complement(""), "")
  t.equal(bio.complement("AT-GC"), "TA-CG")
  t.equal(bio.reverse_complement("AUGC"), "GCAU")
end)

t.test("complements every letter of IUPAC", function()
  -- Cornish-Bowden 1985, table 1
  t.equal(bio.complement("ACGTRYSWKMBDHVN"), "TGCAYRSWMKVHDBN")
  t.equal(bio.complement("acgtryswkmbdhvn"), "tgcayrswmkvhdbn")
  t.equal(bio.complement("ACGURYSWKMBDHVN"), "UGCAYRSWMKVHDBN")
end)

t.test("complements a letter to that of the complements of its bases", function()
  local of = { A = "T", C = "G", G = "C", T = "A" }
  for letter, bases in pairs(bio.ambiguity) do
    local complements = {}
    for base in bases:gmatch(".") do
      complements[#complements + 1] = of[base]
    end
    table.sort(complements)

    t.equal(bio.ambiguity[bio.complement(letter)], table.concat(complements))
  end
end)

t.test("transcribes both ways", function()
  t.equal(bio.transcribe("ATGGCCatt"), "AUGGCCauu")
  t.equal(bio.back_transcribe("AUGGCCauu"), "ATGGCCatt")
  t.fails('unexpected character "U" at position 2 of a dna', bio.transcribe("AUG"))
  t.fails('unexpected character "T" at position 2 of a rna', bio.back_transcribe("ATG"))
end)

t.test("says what is no sequence", function()
  t.fails('unexpected character "!" at position 3', bio.complement("AC!"))
  t.fails("both T and U", bio.complement("ATU"))
  t.fails("must be a string, not nil", bio.complement())
  t.fails('"E" at position 2', bio.reverse_complement("AE"))
  t.equal(bio.validate("MKV*", "protein"), true)
  t.fails('"1"', bio.validate("MK1", "protein"))
  t.fails("the kind must be", bio.validate("A", "plasma"))
end)

t.test("gives the share of G and C among what is known", function()
  t.equal(bio.gc_content("ATGC"), 50)
  t.equal(bio.gc_content("GGNNSS"), 100)
  t.equal(bio.gc_content("atW"), 0)
  t.equal(bio.gc_content("AUGC"), 50)
  t.fails("no base", bio.gc_content("NNN"))
  t.fails("no base", bio.gc_content(""))
end)

t.test("counts differences", function()
  -- Hamming, Bell System Technical Journal 29 (1950), and the example of the problem HAMM of Rosalind
  t.equal(bio.hamming("GAGCCTACTAACGGGAT", "CATCGTAATGACGGCCT"), 7)
  t.equal(bio.hamming("karolin", "kathrin"), 3)
  t.equal(bio.hamming("", ""), 0)
  t.fails("one length, not 1 and 2", bio.hamming("A", "AC"))
  t.fails("two strings", bio.hamming("A"))
end)

t.test("takes a genome", function()
  local unit = "ACGTTGCAAGCT"
  local genome = unit:rep(50000)

  t.equal(bio.reverse_complement(bio.reverse_complement(genome)), genome)
  t.equal(bio.gc_content(genome), 50)
end)
