-- SPDX-License-Identifier: Apache-2.0
local t = ...
local bio = require("bio_utils")

-- UniProt P69905 and P68871, without the first methionine
local HBA = "VLSPADKTNVKAAWGKVGAHAGEYGAEALERMFLSFPTTKTYFPHFDLSHGSAQVKGHGKKVADALTNAVAHVDDMPNALSALSDLHAHKLRVDPVNFKLLS"
  .. "HCLLVTLAAHLPAEFTPAVHASLDKFLASVSTVLTSKYR"
local HBB = "VHLTPEEKSAVTALWGKVNVDEVGGEALGRLLVVYPWTQRFFESFGDLSTPDAVMGNPKVKAHGKKVLGAFSDGLAHLDNLKGTFATLSELHCDKLHVDPEN"
  .. "FRLLGNVLVCVLAHHFGKEFTPPVQAAYQKVVAGVANALAHKYH"

-- What an alignment scores, counted from its two lines.
local function recount(a, b, score, open, extend)
  local total, in_a, in_b = 0, false, false
  for position = 1, #a do
    local x, y = a:sub(position, position), b:sub(position, position)
    if x == "-" then
      total = total - (in_a and extend or open)
    elseif y == "-" then
      total = total - (in_b and extend or open)
    else
      total = total + score(x, y)
    end
    in_a, in_b = x == "-", y == "-"
  end
  return total
end

-- The best score of all alignments, found by trying every one.
local function best_of_all(a, b, score, open, extend, gap)
  if a == "" and b == "" then
    return 0
  end
  local best = -math.huge
  if a ~= "" and b ~= "" then
    best = score(a:sub(1, 1), b:sub(1, 1)) + best_of_all(a:sub(2), b:sub(2), score, open, extend)
  end
  if a ~= "" then
    best = math.max(best, -(gap == "b" and extend or open) + best_of_all(a:sub(2), b, score, open, extend, "b"))
  end
  if b ~= "" then
    best = math.max(best, -(gap == "a" and extend or open) + best_of_all(a, b:sub(2), score, open, extend, "a"))
  end
  return best
end

local function simple(match, mismatch)
  return function(a, b)
    return a == b and match or mismatch
  end
end

local function random_sequence(next_number, length)
  local letters = {}
  for position = 1, length do
    letters[position] = ("ACGT"):sub(next_number(4) + 1):sub(1, 1)
  end
  return table.concat(letters)
end

-- The minimal standard of Park and Miller: the same numbers on every Lua.
local function generator(seed)
  return function(below)
    seed = seed * 16807 % 2147483647
    return math.floor(seed / 7) % below
  end
end

t.test("scores as BLOSUM62 does", function()
  local m = bio.blosum62
  -- The diagonal and pairs of the published matrix
  local diagonal = { A = 4, R = 5, N = 6, D = 6, C = 9, Q = 5, E = 5, G = 6, H = 8, I = 4, L = 4, K = 5, M = 5, F = 6,
    P = 7,
    S = 4, T = 5, W = 11, Y = 7, V = 4 }
  for letter, score in pairs(diagonal) do
    t.equal(m[letter][letter], score)
  end
  t.equal(m.I.V, 3)
  t.equal(m.W.D, -4)
  t.equal(m.K.R, 2)
  t.equal(m.F.Y, 3)
  t.equal(m.B.D, 4)
  t.equal(m["*"]["*"], 1)
  local letters = 0
  for a, row in pairs(m) do
    letters = letters + 1
    for b, score in pairs(row) do
      t.equal(m[b][a], score)
    end
  end
  t.equal(letters, 24)
end)

t.test("aligns globally what Wikipedia does", function()
  -- "Needleman-Wunsch algorithm": match 1, mismatch -1, gap -1
  local result = bio.needleman_wunsch("GCATGCG", "GATTACA")

  t.equal(result.score, 0)
  t.equal(result.length, 8)
  t.equal(recount(result.a, result.b, simple(1, -1), 1, 1), 0)
end)

t.test("aligns locally what Wikipedia does", function()
  -- "Smith-Waterman algorithm": match 3, mismatch -3, each letter in a gap -2
  local result = bio.smith_waterman("TGTTACGG", "GGTTGACTA", { match = 3, mismatch = -3, gap = 2 })

  t.equal(result.score, 13)
  t.equal(result.a, "GTT-AC")
  t.equal(result.b, "GTTGAC")
  t.same({ result.start_a, result.end_a, result.start_b, result.end_b }, { 2, 6, 2, 7 })
  t.same({ result.identities, result.gaps, result.length }, { 5, 1, 6 })
end)

t.test("aligns the proteins of Durbin and others", function()
  -- Biological Sequence Analysis, 1998, chapter 2: BLOSUM50, each letter in a gap -8; the scores of figure 2.2
  local order, matrix = "PAWHE", {}
  local rows = {
    H = { -2, -2, -3, 10, 0 }, E = { -1, -1, -3, 0, 6 }, A = { -1, 5, -3, -2, -1 }, G = { -2, 0, -3, -2, -3 },
    W = { -4, -3, 15, -3, -3 },
  }
  for letter, scores in pairs(rows) do
    matrix[letter] = {}
    for position = 1, 5 do
      matrix[letter][order:sub(position, position)] = scores[position]
    end
  end

  local global = bio.needleman_wunsch("HEAGAWGHEE", "PAWHEAE", { matrix = matrix, gap = 8 })
  local part = bio.smith_waterman("HEAGAWGHEE", "PAWHEAE", { matrix = matrix, gap = 8 })

  t.equal(global.score, 1)
  t.equal(part.score, 28)
  t.equal(part.a, "AWGHE")
  t.equal(part.b, "AW-HE")
end)

t.test("aligns haemoglobins as needle and water of EMBOSS do", function()
  -- The usage examples of their documentation, without and with the first methionine: EBLOSUM62, gap 10.0, extension
  -- 0.5
  local options = { matrix = "BLOSUM62", gap_open = 10, gap_extend = 0.5, free_end_gaps = true }
  local needle = bio.needleman_wunsch(HBA, HBB, options)
  local water = bio.smith_waterman(HBA, HBB, options)

  t.equal(needle.score, 290.5)
  t.same({ needle.identities, needle.positives, needle.gaps, needle.length }, { 63, 88, 9, 148 })
  needle = bio.needleman_wunsch("M" .. HBA, "M" .. HBB, options)
  t.equal(needle.score, 292.5)
  t.same({ needle.identities, needle.positives, needle.gaps, needle.length }, { 65, 90, 9, 149 })
  t.equal(water.score, 293.5)
  t.same({ water.identities, water.positives, water.gaps, water.length }, { 63, 88, 8, 145 })
end)

t.test("finds the best of all alignments", function()
  local next_number = generator(1)
  for _ = 1, 60 do
    local a, b = random_sequence(next_number, next_number(6)), random_sequence(next_number, next_number(6))
    local open, extend = next_number(5), next_number(3)
    local result = bio.needleman_wunsch(a, b, { match = 2, mismatch = -3, gap_open = open, gap_extend = extend })

    t.equal(result.score, best_of_all(a, b, simple(2, -3), open, extend))
    t.equal(result.score, recount(result.a, result.b, simple(2, -3), open, extend))
    t.equal(result.a:gsub("-", ""), a)
    t.equal(result.b:gsub("-", ""), b)
  end
end)

t.test("finds the best of all alignments of parts", function()
  local next_number = generator(2)
  for _ = 1, 20 do
    local a, b = random_sequence(next_number, 5), random_sequence(next_number, 5)
    local best = 0
    for from_a = 1, 5 do
      for to_a = from_a, 5 do
        for from_b = 1, 5 do
          for to_b = from_b, 5 do
            best = math.max(best, best_of_all(a:sub(from_a, to_a), b:sub(from_b, to_b), simple(2, -1), 2, 1))
          end
        end
      end
    end
    local result = bio.smith_waterman(a, b, { match = 2, mismatch = -1, gap_open = 2, gap_extend = 1 })

    t.equal(result.score, best)
    t.equal(result.a:gsub("-", ""), a:sub(result.start_a, result.end_a))
    t.equal(result.b:gsub("-", ""), b:sub(result.start_b, result.end_b))
    t.equal(recount(result.a, result.b, simple(2, -1), 2, 1), best)
  end
end)

t.test("takes empty sequences and those with nothing in common", function()
  t.equal(bio.needleman_wunsch("", "").score, 0)
  t.equal(bio.needleman_wunsch("", "ACG", { gap_open = 3, gap_extend = 1 }).score, -5)
  t.equal(bio.needleman_wunsch("ACG", "").b, "---")
  t.equal(bio.smith_waterman("AAA", "CCC").score, 0)
  t.equal(bio.smith_waterman("AAA", "CCC").a, "")
  t.equal(bio.smith_waterman("", "A").length, 0)
end)

t.test("lets gaps at the ends be free", function()
  local result = bio.needleman_wunsch("TTTACGT", "ACGTGGG", { gap = 5, free_end_gaps = true })

  t.equal(result.score, 4)
  t.equal(result.a, "TTTACGT---")
  t.equal(result.b, "---ACGTGGG")
end)

t.test("does not mind the case of letters", function()
  t.equal(bio.needleman_wunsch("acgt", "ACGT").score, 4)
end)

t.test("says what it cannot align", function()
  t.fails("two strings", bio.needleman_wunsch("A"))
  t.fails('no scores for "1", position 2 of the first', bio.smith_waterman("A1", "A", { matrix = "BLOSUM62" }))
  t.fails('no score for "A" and "?", position 1 of the second', bio.smith_waterman("A", "?", { matrix = "BLOSUM62" }))
  t.fails("penalties must be numbers from 0", bio.smith_waterman("A", "A", { gap = -1 }))
  t.fails('must be "BLOSUM62" or a table', bio.smith_waterman("A", "A", { matrix = "PAM" }))
  t.fails("more than max_cells, 8", bio.smith_waterman("AAA", "AAA", { max_cells = 8 }))
end)
