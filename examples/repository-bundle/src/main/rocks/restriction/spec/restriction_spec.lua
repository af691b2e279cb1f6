-- SPDX-License-Identifier: Apache-2.0
local t = ...
local restriction = require("restriction")

t.test("cuts where the enzyme does", function()
  -- Recognition sequences and cuts of REBASE: EcoRI G^AATTC, SmaI CCC^GGG, PstI CTGCA^G
  t.same(restriction.digest("TTGAATTCAA", "EcoRI"), { "TTG", "AATTCAA" })
  t.same(restriction.digest("ttcccgggaa", "SmaI"), { "ttccc", "gggaa" })
  t.same(restriction.digest("CTGCAGCTGCAG", "PstI"), { "CTGCA", "GCTGCA", "G" })
  t.same(restriction.sites("TTGAATTCAA", "EcoRI"), { 3 })
end)

t.test("finds sites that overlap", function()
  t.same(restriction.sites("GGCCGGCC", "HaeIII"), { 2, 6 })
end)

t.test("leaves what it does not recognize in one piece", function()
  t.same(restriction.digest("ACGT", "HindIII"), { "ACGT" })
  t.same(restriction.digest("", "BamHI"), { "" })
end)

t.test("says what is wrong", function()
  t.fails('"U" at position 2', restriction.sites("AU", "EcoRI"))
  t.fails("no enzyme XyzI is known, only BamHI, EcoRI", restriction.digest("A", "XyzI"))
  t.fails("not a number", restriction.sites(5, "EcoRI"))
end)
