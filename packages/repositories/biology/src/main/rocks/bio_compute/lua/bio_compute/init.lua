-- SPDX-License-Identifier: Apache-2.0
-- Numbers about DNA and RNA: what a sequence consists of, weighs, and where it melts; what a PCR yields.
local melting = require("bio_compute.melting")

local floor = math.floor

local bio_compute = {
  _VERSION = "bio_compute 1.0.0",
  duplex = melting.duplex,
  melting_temperature_nearest_neighbor = melting.nearest_neighbor,
  melting_temperature_wallace = melting.wallace,
}

local to_integer = math.tointeger or function(value)
  return value
end

-- Average molecular masses in g/mol of nucleotides with one phosphate, from IUPAC's atomic weights.
local MASSES = {
  dna = { A = 331.2218, C = 307.1971, G = 347.2212, T = 322.2085 },
  rna = { A = 347.2212, C = 323.1965, G = 363.2206, U = 324.1813 },
}
local WATER, METAPHOSPHATE = 18.0153, 79.9799

--- How many copies an ideal PCR makes: start copies, all of which are doubled in each cycle; compute(10) is 1024.
-- start is 1 if nil; efficiency, the share that is doubled, from 0 to 1, is 1 if nil.
-- nil and a message if cycles is no whole number from 0 to 1000 or the others are not as they should be.
function bio_compute.compute(cycles, start, efficiency)
  start, efficiency = start or 1, efficiency or 1
  if type(cycles) ~= "number" or floor(cycles) ~= cycles or cycles < 0 or cycles > 1000 then
    return nil, "compute needs a whole number of cycles from 0 to 1000, not " .. tostring(cycles)
  end
  if type(start) ~= "number" or not (start >= 0 and start < math.huge) then
    return nil, "compute needs a number of copies from 0, not " .. tostring(start)
  end
  if type(efficiency) ~= "number" or not (efficiency >= 0 and efficiency <= 1) then
    return nil, "compute needs an efficiency from 0 to 1, not " .. tostring(efficiency)
  end
  local copies = start * (1 + efficiency) ^ cycles
  return copies < 2 ^ 53 and to_integer(copies) or copies
end

local function check(text, kind)
  if type(text) ~= "string" then
    return nil, "the sequence must be a string, not " .. type(text)
  end
  if text == "" then
    return nil, "the sequence is empty"
  end
  if kind == nil then
    kind = text:find("[Uu]") and "rna" or "dna"
  elseif kind ~= "dna" and kind ~= "rna" then
    return nil, 'the type must be "dna" or "rna", not ' .. tostring(kind)
  end
  local position = text:find(kind == "dna" and "[^ACGTRYSWKMBDHVNacgtryswkmbdhvn]"
    or "[^ACGURYSWKMBDHVNacguryswkmbdhvn]")
  if position then
    return nil, ("unexpected character %q at position %d of a sequence of %s"):format(
      text:sub(position, position), position, kind == "dna" and "DNA" or "RNA")
  end
  return kind
end

local function composition_of(bases)
  local composition = {}
  for letter in ("ACGTURYSWKMBDHVN"):gmatch(".") do
    local count = select(2, bases:gsub(letter, ""))
    if count > 0 then
      composition[letter] = count
    end
  end
  return composition
end

local function gc_of(composition)
  local function of(letter)
    return composition[letter] or 0
  end
  local strong = of("G") + of("C") + of("S")
  local known = strong + of("A") + of("T") + of("U") + of("W")
  return known > 0 and 100 * strong / known or nil
end

local function weight_of(kind, composition, length, has_phosphate)
  local weight = 0
  for letter, count in pairs(composition) do
    local mass = MASSES[kind][letter]
    if not mass then
      return nil
    end
    weight = weight + mass * count
  end
  return weight - (length - 1) * WATER - (has_phosphate and 0 or METAPHOSPHATE)
end

--- The mass of one strand in g/mol, of a type, "dna" or "rna" (without it, RNA if there is a U). The 5' end is a
-- hydroxyl, as in synthetic oligonucleotides, or with five_prime = "phosphate" in the options a phosphate.
-- nil and a message for what is no sequence or has letters for several bases.
function bio_compute.molecular_weight(text, options)
  options = options or {}
  local kind, why = check(text, options.type)
  if not kind then
    return nil, why
  end
  if options.five_prime ~= nil and options.five_prime ~= "phosphate" and options.five_prime ~= "hydroxyl" then
    return nil, 'five_prime must be "hydroxyl" or "phosphate", not ' .. tostring(options.five_prime)
  end
  local bases = text:upper()
  local weight = weight_of(kind, composition_of(bases), #bases, options.five_prime == "phosphate")
  if not weight then
    return nil, "the weight of a sequence with letters for several bases is not known"
  end
  return weight
end

local function describe(analysis)
  local parts = { ("%s of %d %s"):format(
    analysis.type == "dna" and "DNA" or "RNA", analysis.length, analysis.length == 1 and "base" or "bases") }
  local function add(format, value)
    if value then
      parts[#parts + 1] = format:format(value)
    end
  end
  add("GC %.2f %%", analysis.gc_content)
  add("%.2f g/mol", analysis.molecular_weight)
  add("melts at %.2f °C", analysis.melting_temperature.nearest_neighbor)
  return table.concat(parts, ", ")
end

local ANALYSIS = { __tostring = describe }

--- What is to be said about a sequence of DNA or RNA, as a table that tostring and print turn into one line:
-- type ("dna" or "rna"), length, composition (how often each letter occurs), gc_content (percent of G, C and S among
-- the letters that are known to be G or C or not), molecular_weight (g/mol, one strand), melting_temperature (degrees
-- Celsius by two formulas, wallace and nearest_neighbor). What is not known, such as the weight of what has an N or the
-- melting temperature of RNA, is nil. Options: type, five_prime, sodium, strands, as of the functions for the parts.
-- nil and a message for what is no sequence.
function bio_compute.analyze_sequence(text, options)
  options = options or {}
  local kind, why = check(text, options.type)
  if not kind then
    return nil, why
  end
  local bases = text:upper()
  local composition = composition_of(bases)
  local temperatures = {}
  if kind == "dna" and not bases:find("[^ACGT]") then
    temperatures.wallace = melting.wallace(bases)
    if #bases > 1 then
      temperatures.nearest_neighbor, why = melting.nearest_neighbor(bases, options)
      if not temperatures.nearest_neighbor then
        return nil, why
      end
    end
  end
  return setmetatable({
    type = kind,
    length = #bases,
    composition = composition,
    gc_content = gc_of(composition),
    molecular_weight = weight_of(kind, composition, #bases, options.five_prime == "phosphate"),
    melting_temperature = temperatures,
  }, ANALYSIS)
end

return bio_compute
