-- SPDX-License-Identifier: Apache-2.0
-- Translation by the genetic codes of NCBI (Elzanowski and Ostell, "The Genetic Codes", version 4.6): amino acids and
-- starts of the 64 codons, whose bases change in the order T, C, A, G, the third first.
local sequence = require("bio_utils.sequence")

local translation = {}

local CODES = {
  [1] = {
    name = "Standard",
    amino_acids = "FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG",
    starts = "---M------**--*----M---------------M----------------------------",
  },
  [2] = {
    name = "Vertebrate Mitochondrial",
    amino_acids = "FFLLSSSSYY**CCWWLLLLPPPPHHQQRRRRIIMMTTTTNNKKSS**VVVVAAAADDEEGGGG",
    starts = "----------**--------------------MMMM----------**---M------------",
  },
  [4] = {
    name = "Mold, Protozoan and Coelenterate Mitochondrial; Mycoplasma/Spiroplasma",
    amino_acids = "FFLLSSSSYY**CCWWLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG",
    starts = "--MM------**-------M------------MMMM---------------M------------",
  },
  [11] = {
    name = "Bacterial, Archaeal and Plant Plastid",
    amino_acids = "FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG",
    starts = "---M------**--*----M------------MMMM---------------M------------",
  },
}

local function each_codon(action)
  local position = 0
  for first in ("TCAG"):gmatch(".") do
    for second in ("TCAG"):gmatch(".") do
      for third in ("TCAG"):gmatch(".") do
        position = position + 1
        action(first .. second .. third, position)
      end
    end
  end
end

for _, code in pairs(CODES) do
  code.of_codon, code.start_codons, code.stop_codons = {}, {}, {}
  each_codon(function(codon, position)
    local amino_acid = code.amino_acids:sub(position, position)
    code.of_codon[codon] = amino_acid
    if amino_acid == "*" then
      code.stop_codons[#code.stop_codons + 1] = codon
    end
    if code.starts:sub(position, position) == "M" then
      code.start_codons[#code.start_codons + 1] = codon
    end
  end)
end

local function code_of(number)
  local code = CODES[number or 1]
  if not code then
    return nil, ("there is no genetic code %s here, only 1, 2, 4 and 11"):format(tostring(number))
  end
  return code
end

local function copy(map)
  local result = {}
  for key, value in pairs(map) do
    result[key] = value
  end
  return result
end

--- A genetic code by NCBI's number (1 if nil): a table with number, name, codons (amino acid of each codon of DNA, *
-- for a stop), start_codons and stop_codons; or nil and a message.
function translation.genetic_code(number)
  local code, why = code_of(number)
  if not code then
    return nil, why
  end
  return {
    number = number or 1,
    name = code.name,
    codons = copy(code.of_codon),
    start_codons = copy(code.start_codons),
    stop_codons = copy(code.stop_codons),
  }
end

-- The amino acid of a codon with letters for several bases: the one that all its codons have, or X.
local function ambiguous(code, codon)
  local found
  for first in sequence.ambiguity[codon:sub(1, 1)]:gmatch(".") do
    for second in sequence.ambiguity[codon:sub(2, 2)]:gmatch(".") do
      for third in sequence.ambiguity[codon:sub(3, 3)]:gmatch(".") do
        local amino_acid = code.of_codon[first .. second .. third]
        if found and found ~= amino_acid then
          return "X"
        end
        found = amino_acid
      end
    end
  end
  return found
end

for _, code in pairs(CODES) do
  code.lookup = setmetatable({}, {
    __index = function(cache, codon)
      local amino_acid = code.of_codon[codon]
      if codon == "---" then
        amino_acid = "-"
      elseif codon:find("-", 1, true) then
        amino_acid = "X"
      elseif not amino_acid then
        amino_acid = ambiguous(code, codon)
      end
      cache[codon] = amino_acid
      return amino_acid
    end,
  })
end

local function has(list, value)
  for _, entry in ipairs(list) do
    if entry == value then
      return true
    end
  end
  return false
end

local function coding_problem(code, bases, protein)
  if #bases % 3 ~= 0 then
    return ("a coding sequence has whole codons, but this has %d bases"):format(#bases)
  end
  if not has(code.start_codons, bases:sub(1, 3)) then
    return ("%s is no start codon"):format(bases:sub(1, 3))
  end
  if protein:sub(-1) ~= "*" then
    return ("%s is no stop codon"):format(bases:sub(-3))
  end
  local stop = protein:find("*", 1, true)
  if stop < #protein then
    return ("there is a stop codon at base %d, before the end"):format(3 * stop - 2)
  end
  return nil
end

--- Translates DNA or RNA into a protein; stops are *, codons that could be several amino acids X, gaps (---) -.
-- Options: code (NCBI's number, 1 if nil), frame (1, 2 or 3), to_stop (ends before the first stop), coding (the
-- sequence must be a whole gene, from a start to the only stop; its start becomes M and its stop is left out).
-- Bases after the last whole codon are ignored. nil and a message for anything that is wrong.
function translation.translate(text, options)
  options = options or {}
  local ok, why = sequence.validate(text, "nucleotide")
  if not ok then
    return nil, why
  end
  local code
  code, why = code_of(options.code)
  if not code then
    return nil, why
  end
  local frame = options.frame or 1
  if frame ~= 1 and frame ~= 2 and frame ~= 3 then
    return nil, "the frame must be 1, 2 or 3, not " .. tostring(frame)
  end
  local bases = text:upper():gsub("U", "T"):sub(frame)
  local protein = bases:sub(1, #bases - #bases % 3):gsub("...", code.lookup)
  if options.coding then
    why = coding_problem(code, bases, protein)
    if why then
      return nil, why
    end
    return "M" .. protein:sub(2, -2)
  end
  if options.to_stop then
    return protein:match("^[^*]*")
  end
  return protein
end

return translation
