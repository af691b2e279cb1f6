-- SPDX-License-Identifier: Apache-2.0
local t = ...
local bio = require("bio_compute")

t.test("computes what a PCR yields", function()
  t.equal(bio.compute(10), 1024)
  t.equal(tostring(bio.compute(10)), "1024")
  t.equal(bio.compute(0, 7), 7)
  t.equal(bio.compute(30), 1073741824)
  t.near(bio.compute(2, 100, 0.9), 361, 1e-9)
  t.equal(bio.compute(3, 5, 0), 5)
  t.fails("whole number of cycles", bio.compute(1.5))
  t.fails("whole number of cycles from 0 to 1000, not -1", bio.compute(-1))
  t.fails("whole number of cycles", bio.compute("10"))
  t.fails("number of copies", bio.compute(1, -1))
  t.fails("efficiency from 0 to 1, not 2", bio.compute(1, 1, 2))
end)

t.test("analyses a sequence", function()
  local result = bio.analyze_sequence("ATCG")

  t.equal(result.type, "dna")
  t.equal(result.length, 4)
  t.same(result.composition, { A = 1, T = 1, C = 1, G = 1 })
  t.equal(result.gc_content, 50)
  t.equal(result.melting_temperature.wallace, 12)
end)

t.test("prints an analysis as one line", function()
  t.equal(tostring(bio.analyze_sequence("CGTTCCAAAGATGTGGGCATGAGCTTAC")),
    "DNA of 28 bases, GC 50.00 %, 8628.57 g/mol, melts at 60.32 °C")
  t.equal(tostring(bio.analyze_sequence("U")), "RNA of 1 base, GC 0.00 %, 244.20 g/mol")
  t.equal(tostring(bio.analyze_sequence("NNN")), "DNA of 3 bases")
end)

t.test("says nothing of what is not known", function()
  local ambiguous = bio.analyze_sequence("ATNN")
  local rna = bio.analyze_sequence("AUGC")

  t.equal(ambiguous.molecular_weight, nil)
  t.same(ambiguous.melting_temperature, {})
  t.equal(ambiguous.gc_content, 0)
  t.equal(rna.type, "rna")
  t.same(rna.melting_temperature, {})
  t.equal(bio.analyze_sequence("N").gc_content, nil)
  t.equal(bio.analyze_sequence("ACG", { type = "rna" }).type, "rna")
  t.equal(bio.analyze_sequence("G").melting_temperature.nearest_neighbor, nil)
end)

t.test("weighs oligonucleotides as their makers do", function()
  -- The formula of OligoCalc (Kibbe, Nucleic Acids Research 35, 2007) for synthetic DNA, with rounded masses
  for _, text in ipairs({ "ATCG", "GATTACA", "CGTTCCAAAGATGTGGGCATGAGCTTAC" }) do
    local count = bio.analyze_sequence(text).composition
    local formula = count.A * 313.21 + count.T * 304.2 + count.C * 289.18 + (count.G or 0) * 329.21 - 61.96

    t.near(bio.molecular_weight(text), formula, 0.02 * #text)
  end
end)

t.test("weighs what Biopython does", function()
  -- Documented results of Bio.SeqUtils.molecular_weight, whose 5' ends have a phosphate
  t.near(bio.molecular_weight("AGC", { five_prime = "phosphate" }), 949.61, 0.005)
  t.near(bio.molecular_weight("AGC", { five_prime = "phosphate", type = "rna" }), 997.61, 0.005)
  t.near(bio.molecular_weight("AUGC"), bio.molecular_weight("AUGC", { five_prime = "phosphate" }) - 79.98, 0.005)
  t.fails("not known", bio.molecular_weight("AN"))
  t.fails("five_prime", bio.molecular_weight("A", { five_prime = "?" }))
end)

t.test("follows Wallace's rule", function()
  t.equal(bio.melting_temperature_wallace("acgttgcaatgccgta"), 48)
  -- Documented for Bio.SeqUtils.MeltingTemp.Tm_Wallace
  t.equal(bio.melting_temperature_wallace("ACGTTGCAATGCCGTA"), 48)
  t.equal(bio.melting_temperature_wallace("CGTTCCAAAGATGTGGGCATGAGCTTAC"), 84)
  t.fails('"N" at position 2', bio.melting_temperature_wallace("AN"))
  t.fails("at least 1 base, not 0", bio.melting_temperature_wallace(""))
end)

t.test("gives the free energy of SantaLucia's example", function()
  -- PNAS 95, 1998, figure 1: CGTTGA with its complement, -5.35 kcal/mol at 37 degrees, from rounded free energies
  local enthalpy, entropy = bio.duplex("CGTTGA")

  t.near(enthalpy, -41.2, 1e-9)
  t.near(entropy, -115.4, 1e-9)
  t.near(enthalpy - 310.15 * entropy / 1000, -5.35, 0.1)
end)

t.test("does not mind which strand it is given", function()
  for a, b in pairs({ CGTTGA = "TCAACG", ACGTACCA = "TGGTACGT", GGGATATTTT = "AAAATATCCC" }) do
    t.near(bio.melting_temperature_nearest_neighbor(a), bio.melting_temperature_nearest_neighbor(b), 1e-9)
  end
end)

t.test("melts where Biopython says", function()
  local melts = bio.melting_temperature_nearest_neighbor
  -- Documented for Tm_NN: 25 nmol/l of each strand, 50 mmol/l sodium, the same parameters and correction
  t.near(melts("CGTTCCAAAGATGTGGGCATGAGCTTAC"), 60.32, 0.005)
  -- Computed by Biopython 1.80; GAATTC is its own complement
  t.near(melts("CGTTCCAAAGATGTGGGCATGAGCTTAC", { sodium = 1, strands = 500e-9 }), 78.38111682, 1e-7)
  t.near(melts("GAATTC"), -20.43604372, 1e-7)
  t.near(melts("GGGGGGGGGG"), 37.96831337, 1e-7)
  t.near(bio.analyze_sequence("GGGGGGGGGG", { sodium = 1, strands = 500e-9 }).melting_temperature.nearest_neighbor,
    58.82204786, 1e-7)
end)

t.test("says what it cannot analyse", function()
  t.fails("must be a string, not nil", bio.analyze_sequence())
  t.fails("empty", bio.analyze_sequence(""))
  t.fails('unexpected character "X" at position 3 of a sequence of DNA', bio.analyze_sequence("ACX"))
  t.fails('unexpected character "T" at position 2 of a sequence of RNA', bio.analyze_sequence("UT"))
  t.fails('must be "dna" or "rna"', bio.analyze_sequence("A", { type = "protein" }))
  t.fails("sodium must be a positive number, not 0", bio.analyze_sequence("ACGT", { sodium = 0 }))
  t.fails("strands must be", bio.melting_temperature_nearest_neighbor("ACGT", { strands = "x" }))
  t.fails("at least 2 bases, not 1", bio.melting_temperature_nearest_neighbor("A"))
end)

t.test("analyses the genome of phi-X174", function()
  local file = io.open(t.data .. "/phix174.fasta")
  if not file then
    t.skip("the genome of phi-X174 is not beside this checkout")
  end
  local genome = file:read("*a"):gsub("^>[^\n]*", ""):gsub("%s", "")
  file:close()

  local result = bio.analyze_sequence(genome)

  t.equal(result.length, 5386)
  t.same(result.composition, { A = 1291, C = 1157, G = 1254, T = 1684 })
  t.near(result.gc_content, 44.76, 0.005)
end)
