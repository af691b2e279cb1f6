-- SPDX-License-Identifier: Apache-2.0
-- Sequences in the one-letter codes of IUPAC (Cornish-Bowden, Nucleic Acids Research 13, 1985), in either case.
local sequence = {}

--- What each letter of a nucleotide stands for; U counts as T.
sequence.ambiguity = {
  A = "A", C = "C", G = "G", T = "T", U = "T",
  R = "AG", Y = "CT", S = "CG", W = "AT", K = "GT", M = "AC",
  B = "CGT", D = "AGT", H = "ACT", V = "ACG", N = "ACGT",
}

local UNEXPECTED = {
  dna = "[^ACGTRYSWKMBDHVNacgtryswkmbdhvn-]",
  rna = "[^ACGURYSWKMBDHVNacguryswkmbdhvn-]",
  nucleotide = "[^ACGTURYSWKMBDHVNacgturyswkmbdhvn-]",
  protein = "[^ACDEFGHIKLMNPQRSTVWYBZXJUOacdefghiklmnpqrstvwybzxjuo*-]",
}

--- True if a sequence has only letters of its kind and gaps (-): "dna", "rna", "nucleotide" (either of them, not both)
-- or "protein" (also *). Otherwise nil and a message with the position of the first other one.
function sequence.validate(text, kind)
  local unexpected = UNEXPECTED[kind]
  if not unexpected then
    return nil, 'the kind must be "dna", "rna", "nucleotide" or "protein", not ' .. tostring(kind)
  end
  if type(text) ~= "string" then
    return nil, "the sequence must be a string, not " .. type(text)
  end
  local position = text:find(unexpected)
  if position then
    return nil, ("unexpected character %q at position %d of a %s sequence"):format(
      text:sub(position, position), position, kind)
  end
  if kind == "nucleotide" and text:find("[Tt]") and text:find("[Uu]") then
    return nil, "the sequence has both T and U"
  end
  return true
end

local function mapping(from, to)
  local map = {}
  for position = 1, #from do
    local a, b = from:sub(position, position), to:sub(position, position)
    map[a], map[a:lower()] = b, b:lower()
  end
  return map
end

local DNA_COMPLEMENT = mapping("ACGTRYKMBDHV", "TGCAYRMKVHDB")
local RNA_COMPLEMENT = mapping("ACGURYKMBDHV", "UGCAYRMKVHDB")

--- The complement, letter by letter and in the same order and case; DNA of DNA, RNA of what has a U.
-- nil and a message for what is no nucleotide sequence.
function sequence.complement(text)
  local ok, why = sequence.validate(text, "nucleotide")
  if not ok then
    return nil, why
  end
  return (text:gsub("%a", text:find("[Uu]") and RNA_COMPLEMENT or DNA_COMPLEMENT))
end

--- The other strand from its 5' end: the complement backwards, with the errors of complement.
function sequence.reverse_complement(text)
  local complement, why = sequence.complement(text)
  if not complement then
    return nil, why
  end
  return complement:reverse()
end

--- The RNA with the sequence of a coding strand of DNA: U for T. nil and a message for what is no DNA.
function sequence.transcribe(text)
  local ok, why = sequence.validate(text, "dna")
  if not ok then
    return nil, why
  end
  return (text:gsub("[Tt]", { T = "U", t = "u" }))
end

--- The coding strand of DNA of an RNA: T for U. nil and a message for what is no RNA.
function sequence.back_transcribe(text)
  local ok, why = sequence.validate(text, "rna")
  if not ok then
    return nil, why
  end
  return (text:gsub("[Uu]", { U = "T", u = "t" }))
end

local function count(text, letters)
  return select(2, text:gsub(letters, ""))
end

--- The percentage of G, C and S among the letters that are known to be G or C or A, T or U (S and W are, N is not).
-- nil and a message for what is no nucleotide sequence and if no letter is known.
function sequence.gc_content(text)
  local ok, why = sequence.validate(text, "nucleotide")
  if not ok then
    return nil, why
  end
  local strong, weak = count(text, "[GCSgcs]"), count(text, "[ATUWatuw]")
  if strong + weak == 0 then
    return nil, "the sequence has no base that is known to be G or C or not"
  end
  return 100 * strong / (strong + weak)
end

--- At how many positions two sequences of one length differ; case counts.
-- nil and a message if they are no strings of one length.
function sequence.hamming(a, b)
  if type(a) ~= "string" or type(b) ~= "string" then
    return nil, ("hamming needs two strings, not %s and %s"):format(type(a), type(b))
  end
  if #a ~= #b then
    return nil, ("hamming needs sequences of one length, not %d and %d"):format(#a, #b)
  end
  local differences = 0
  for position = 1, #a do
    if a:byte(position) ~= b:byte(position) then
      differences = differences + 1
    end
  end
  return differences
end

return sequence
