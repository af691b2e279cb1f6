-- SPDX-License-Identifier: Apache-2.0
local t = ...
local genome = require("genome_tools")
local bio = require("bio_utils")

local function phix()
  local file = io.open(t.data .. "/phix174.fasta")
  if not file then
    t.skip("the genome of phi-X174 is not beside this checkout")
  end
  local bases = file:read("*a"):gsub("^>[^\n]*", ""):gsub("%s", "")
  file:close()
  return bases
end

-- The minimal standard of Park and Miller: the same numbers on every Lua.
local function random_bases(seed, length)
  local letters = {}
  for position = 1, length do
    seed = seed * 16807 % 2147483647
    local letter = math.floor(seed / 7) % 4 + 1
    letters[position] = ("ACGT"):sub(letter, letter)
  end
  return table.concat(letters)
end

t.test("is there by the name of its rock too", function()
  t.equal(require("genome-tools"), genome)
end)

t.test("counts words", function()
  local counts, total = genome.count_kmers("ACGTACGTNACG", 3)

  t.same(counts, { ACG = 3, CGT = 2, GTA = 1, TAC = 1 })
  t.equal(total, 7)
  t.same(genome.count_kmers("acgtacg", 3, { canonical = true }), { ACG = 3, GTA = 2 })
  t.same(genome.count_kmers("ACG", 2, { circular = true }), { AC = 1, CG = 1, GA = 1 })
  t.same(genome.count_kmers("AC", 3), {})
  t.same({ genome.count_kmers("", 3) }, { {}, 0 })
end)

t.test("finds the most frequent words of the textbook", function()
  -- Compeau and Pevzner, Bioinformatics Algorithms, problems 1A and 1B (Rosalind BA1A, BA1B)
  t.equal(genome.count_kmers("GCGCG", 3).GCG, 2)
  local words, count = genome.most_frequent(genome.count_kmers("ACGTTGCATGTCGCATGATGCATGAGAGCT", 4))
  t.same(words, { "CATG", "GCAT" })
  t.equal(count, 3)
  t.same({ genome.most_frequent({}) }, { {}, 0 })
end)

t.test("counts a word and its other strand as one", function()
  local bases = random_bases(5, 2000)
  local counts = genome.count_kmers(bases, 5)
  local canonical = genome.count_kmers(bases, 5, { canonical = true })

  for word, count in pairs(canonical) do
    local other = bio.reverse_complement(word)
    t.equal(word <= other, true)
    t.equal(count, (counts[word] or 0) + (other ~= word and counts[other] or 0))
  end
  t.same(genome.count_kmers(bio.reverse_complement(bases), 5, { canonical = true }), canonical)
end)

t.test("finds the minimisers that trying every window finds", function()
  for seed = 1, 10 do
    local bases = random_bases(seed, 150):gsub("^(" .. ("."):rep(70) .. ").", "%1N")
    for _, size in ipairs({ { 3, 4 }, { 5, 1 }, { 4, 10 } }) do
      local k, w = size[1], size[2]
      local expected, last = {}, 0
      for from = 1, #bases - k - w + 2 do
        if not bases:sub(from, from + k + w - 2):find("N") then
          local best
          for position = from, from + w - 1 do
            local word = bases:sub(position, position + k - 1)
            if not best or word < best.word then
              best = { position = position, word = word }
            end
          end
          if best.position ~= last then
            expected[#expected + 1], last = best, best.position
          end
        end
      end

      t.same(genome.minimizers(bases, k, w), expected)
    end
  end
end)

t.test("takes another order of words, and the same on both strands", function()
  local bases = random_bases(77, 300)
  local function words(list)
    local set = {}
    for _, entry in ipairs(list) do
      set[entry.word] = true
    end
    return set
  end

  t.same(words(genome.minimizers(bases, 9, 5, { canonical = true })),
    words(genome.minimizers(bio.reverse_complement(bases), 9, 5, { canonical = true })))
  local last = genome.minimizers("ACGT", 1, 4, { order = function(word)
    return -word:byte()
  end })
  t.same(last, { { position = 4, word = "T" } })
end)

t.test("finds motifs, overlaps included", function()
  t.same(genome.positions("AAAA", "AA"), { 1, 2, 3 })
  t.same(genome.positions("GATTACAGATTC", "GANTM"), { 1, 8 })
  t.same(genome.positions("TTACGA", "GATT"), {})
  t.same(genome.positions("TTACGA", "GATT", { circular = true }), { 5 })
  t.fails("motif: unexpected character", genome.positions("A", "!"))
  t.fails("letters and no gaps", genome.positions("A", ""))
  t.fails("letters and no gaps", genome.positions("A", "A-"))
end)

t.test("cuts phi-X174 as restriction enzymes do", function()
  -- Catalogues of enzymes and Roberts's REBASE: numbers of sites, and the well-known ladder of HaeIII fragments
  local bases = phix()
  local circular = { circular = true }
  for motif, count in pairs({ GGCC = 11, GANTC = 21, TCGA = 10, GCGC = 18, CTGCAG = 1, CTCGAG = 1, GAATTC = 0,
    GGATCC = 0,
    AAGCTT = 0, GATC = 0 }) do
    t.equal(motif .. #genome.positions(bases, motif, circular), motif .. count)
  end
  local sites = genome.positions(bases, "GGCC", circular)
  local fragments = {}
  for position, site in ipairs(sites) do
    local next_site = sites[position + 1] or sites[1] + #bases
    fragments[position] = next_site - site
  end
  table.sort(fragments)
  t.equal(table.concat(fragments, " "), "72 118 194 234 271 281 310 603 872 1078 1353")
end)

t.test("gives the skew of a whole and of its windows", function()
  t.equal(genome.gc_skew("GGGC"), 0.5)
  t.equal(genome.gc_skew("ATat"), 0)
  t.equal(genome.gc_skew("ccC"), -1)
  t.same(genome.gc_skew_windows("GGCCGCAAGG", 4), {
    { from = 1, to = 4, skew = 0 }, { from = 5, to = 8, skew = 0 }, { from = 9, to = 10, skew = 1 },
  })
  t.same(genome.gc_skew_windows("GGCC", 2, 1), {
    { from = 1, to = 2, skew = 1 }, { from = 2, to = 3, skew = 0 }, { from = 3, to = 4, skew = -1 },
  })
end)

t.test("finds the least skew of the textbook", function()
  -- Compeau and Pevzner, problem 1F (Rosalind BA1F), and the skew of their figure for CATGGGCATCGGCCATACGCC
  local text = "CCTATCGGTGGATTAGCATGTCCCTGTACGTTTCGCCGCGAACTAGTTCACACGGCTTGATGGCAAATGGTTTTTCCGGCGACCGTAATCGTCCACCGAG"
  t.same(genome.skew_extremes(text).positions, { 53, 97 })
  local values = {}
  for index, point in ipairs(genome.cumulative_skew("CATGGGCATCGGCCATACGCC")) do
    values[index] = point.value
  end
  t.equal(table.concat(values, " "), "0 -1 -1 -1 0 1 2 1 1 1 0 1 2 1 0 0 0 0 -1 0 -1 -2")
end)

t.test("gives the skew of phi-X174, which sums up to its composition", function()
  -- A 1291, C 1157, G 1254, T 1684: (1254 - 1157) / 2411
  t.near(genome.gc_skew(phix()), 97 / 2411, 1e-15)
  local points = genome.cumulative_skew(phix(), 1000)

  t.equal(#points, 7)
  t.same(points[7], { position = 5386, value = 1254 - 1157 })
  local smallest, largest = genome.skew_extremes(phix())
  t.equal(smallest.value <= 0 and largest.value >= 97, true)
end)

t.test("finds frames on both strands", function()
  local list = genome.find_orfs("CCATGAAATAGCC", { min_length = 9 })

  t.equal(#list, 1)
  t.same(list[1], { from = 3, to = 11, strand = 1, frame = 3, length = 9, start = "ATG", bases = "ATGAAATAG",
    protein = "MK" })
  local other = genome.find_orfs(bio.reverse_complement("CCATGAAATAGCC"), { min_length = 9 })
  t.equal(#other, 1)
  t.same({ other[1].from, other[1].to, other[1].strand, other[1].frame, other[1].protein }, { 3, 11, -1, -3, "MK" })
end)

t.test("takes starts as it is told", function()
  local bases = "GTGATGAAAATGTAA"
  local function find(options)
    options.min_length = 6
    local parts = {}
    for _, orf in ipairs(genome.find_orfs(bases, options)) do
      if orf.strand == 1 then
        parts[#parts + 1] = orf.from .. orf.start .. orf.protein
      end
    end
    return table.concat(parts, " ")
  end

  t.equal(find({}), "4ATGMKM")
  t.equal(find({ starts = "code", code = 11 }), "1GTGMMKM")
  t.equal(find({ starts = { "AAA" } }), "7AAAMM")
  t.equal(find({ nested = true }), "4ATGMKM 10ATGM")
  t.equal(find({ code = 4 }), "4ATGMKM")
  t.fails("xyz is no start codon", genome.find_orfs("A", { starts = { "xyz" } }))
  t.fails('must be "code" or a list', genome.find_orfs("A", { starts = "all" }))
end)

t.test("knows frames without an end from those of a circle", function()
  t.equal(#genome.find_orfs("AAATAGCCATG", { min_length = 6 }), 0)
  local list = genome.find_orfs("AAATAGCCATG", { min_length = 6, circular = true })
  t.equal(#list, 1)
  t.same({ list[1].from, list[1].to, list[1].bases }, { 9, 6, "ATGAAATAG" })
  local other = genome.find_orfs(bio.reverse_complement("AAATAGCCATG"), { min_length = 6, circular = true })
  t.same({ other[1].from, other[1].to, other[1].strand, other[1].bases }, { 6, 3, -1, "ATGAAATAG" })
  -- A frame that never ends in a circle is none.
  t.equal(#genome.find_orfs("ATGAAA", { min_length = 3, circular = true }), 0)
end)

t.test("turns circles without changing their frames", function()
  local bases = phix()
  local function proteins(text)
    local list = {}
    for position, orf in ipairs(genome.find_orfs(text, { circular = true, min_length = 90 })) do
      list[position] = orf.strand .. orf.protein
    end
    table.sort(list)
    return table.concat(list, " ")
  end
  local expected = proteins(bases)

  for _, turn in ipairs({ 1, 2, 1500, 4000, 5200 }) do
    t.equal(proteins(bases:sub(turn + 1) .. bases:sub(1, turn)) == expected, true)
  end
end)

t.test("finds the genes of phi-X174", function()
  local bases = phix()
  local longest, all = {}, {}
  for _, orf in ipairs(genome.find_orfs(bases, { circular = true, code = 11 })) do
    longest[orf.strand .. " " .. orf.from .. ".." .. orf.to] = orf
  end
  for _, orf in ipairs(genome.find_orfs(bases, { circular = true, code = 11, nested = true })) do
    all[orf.strand .. " " .. orf.from .. ".." .. orf.to] = orf
  end

  -- NC_001422: coordinates of the coding sequences and lengths of the proteins
  for gene, length in pairs({ ["1 5075..51"] = 120, ["1 51..221"] = 56, ["1 133..393"] = 86, ["1 390..848"] = 152,
    ["1 568..843"] = 91, ["1 848..964"] = 38, ["1 1001..2284"] = 427, ["1 2395..2922"] = 175,
      ["1 2931..3917"] = 328 }) do
    t.equal(gene .. #(longest[gene] or { protein = "" }).protein, gene .. length)
  end
  -- Genes A and A* begin within a frame that has an earlier ATG.
  t.equal(#all["1 3981..136"].protein, 513)
  t.equal(#all["1 4497..136"].protein, 341)
  t.equal(longest["1 3954..136"].length, 1569)
  t.equal(longest["1 3954..136"].start, "ATG")
end)

t.test("counts codons", function()
  local usage, total = genome.codon_usage({ "ATGTTTTTCTTTTAA", "ATGNNNTAG" })

  t.equal(total, 7)
  t.equal(usage.TTT.count, 2)
  t.equal(usage.TTT.amino_acid, "F")
  t.near(usage.TTT.rscu, 4 / 3, 1e-12)
  t.near(usage.TTC.rscu, 2 / 3, 1e-12)
  t.equal(usage.ATG.rscu, 1)
  t.equal(usage.TGA.rscu, 0)
  t.equal(usage.GGG.rscu, nil)
  t.near(usage.ATG.per_thousand, 2000 / 7, 1e-9)
  t.equal(genome.codon_usage("TGA", 4).TGA.amino_acid, "W")
  t.equal(select(2, genome.codon_usage("")), 0)
  t.fails("gene 2 has 4 bases", genome.codon_usage({ "ATG", "ATGA" }))
  t.fails("gene 1: unexpected", genome.codon_usage("AT!"))
  t.fails("no genetic code 7", genome.codon_usage("ATG", 7))
end)

t.test("sees phi-X174 prefer codons that end with T", function()
  -- Sanger and others, Nature 265, 1977, found T the most frequent third base.
  local genes = {}
  for _, orf in ipairs(genome.find_orfs(phix(), { circular = true })) do
    local gene = orf.from .. ".." .. orf.to
    if orf.strand == 1 and ("5075..51 133..393 390..848 848..964 1001..2284 2395..2922 2931..3917"):find(gene, 1,
      true) then
      genes[#genes + 1] = orf.bases
    end
  end
  local usage, total = genome.codon_usage(genes)
  local third = { A = 0, C = 0, G = 0, T = 0 }
  for codon, entry in pairs(usage) do
    third[codon:sub(3)] = third[codon:sub(3)] + entry.count
  end

  t.equal(#genes, 7)
  t.equal(total, 121 + 87 + 153 + 39 + 428 + 176 + 329)
  t.equal(third.A + third.C + third.G + third.T, total)
  for _, base in ipairs({ "A", "C", "G" }) do
    t.equal(third.T > 1.5 * third[base], true)
  end
end)

t.test("gives N50 as Wikipedia's examples have it", function()
  -- "N50, L50, and related statistics"
  t.same({ genome.n50({ 80, 70, 50, 40, 30, 20 }) }, { 70, 2 })
  t.same({ genome.n50({ 80, 70, 50, 40, 30, 20, 10, 5 }) }, { 50, 3 })
  t.same({ genome.n50({ 2, 2, 2, 3, 3, 4, 8, 8 }) }, { 8, 2 })
  t.same({ genome.nx({ 80, 70, 50, 40, 30, 20 }, 50, 400) }, { 50, 3 })
  t.same({ genome.nx({ 5 }, 100) }, { 5, 1 })
end)

t.test("describes an assembly", function()
  local lengths = { 20, 80, 40, 70, 30, 50 }

  t.same(genome.assembly_statistics(lengths), { count = 6, total = 290, longest = 80, shortest = 20, mean = 290 / 6,
    n50 = 70, l50 = 2, n90 = 30, l90 = 5 })
  t.equal(lengths[1], 20)
  t.fails("at least one length", genome.n50({}))
  t.fails("length 2 must be a number from 0, not x", genome.n50({ 1, "x" }))
  t.fails("above 0 and at most 100", genome.nx({ 1 }, 0))
  t.fails("the contigs have 1 bases, less than 5", genome.nx({ 1 }, 50, 10))
  t.fails("size of the genome", genome.nx({ 1 }, 50, 0))
end)

t.test("says what it cannot work with", function()
  t.fails('unexpected character "U" at position 2', genome.count_kmers("AU", 1))
  t.fails("k must be a whole number from 1 to 1000, not 0", genome.count_kmers("A", 0))
  t.fails("w must be", genome.minimizers("A", 1, "x"))
  t.fails("must be a string, not nil", genome.find_orfs())
  t.fails("no genetic code 99", genome.find_orfs("A", { code = 99 }))
  t.fails("min_length", genome.find_orfs("A", { min_length = "x" }))
  t.fails("unexpected", genome.gc_skew("X!"))
  t.fails("window must be a whole number from 1, not 0", genome.gc_skew_windows("A", 0))
  t.fails("step must be", genome.cumulative_skew("A", 0.5))
end)
