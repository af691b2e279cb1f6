-- SPDX-License-Identifier: Apache-2.0
-- Short words of genomes: counts, minimisers, places. Words with other letters than A, C, G and T are passed over.
local bio_utils = require("bio_utils")

local find, sub = string.find, string.sub

local kmers = {}

local function check_sequence(text)
  local ok, why = bio_utils.validate(text, "dna")
  if not ok then
    return nil, why
  end
  return text:upper()
end

local function check_size(name, value)
  if type(value) ~= "number" or value < 1 or value > 1000 or math.floor(value) ~= value then
    return nil, ("%s must be a whole number from 1 to 1000, not %s"):format(name, tostring(value))
  end
  return value
end

-- Over the words of a sequence: calls action with each word (nil for what is no word) and its position. A circular
-- sequence goes on with its beginning. With canonical, the word is the first in alphabetical order of it and its other
-- strand.
local function each_word(text, k, options, action)
  local length = #text
  if options.circular and length >= k then
    text = text .. sub(text, 1, k - 1)
  end
  local other = options.canonical and bio_utils.reverse_complement(text)
  local last = #text - k + 1
  -- The next letter that no word may have.
  local stop = find(text, "[^ACGT]") or #text + 1
  for position = 1, last do
    if stop < position then
      stop = find(text, "[^ACGT]", position) or #text + 1
    end
    if stop < position + k then
      action(nil, position)
    else
      local word = sub(text, position, position + k - 1)
      if other then
        local from = #text - position - k + 2
        local opposite = sub(other, from, from + k - 1)
        if opposite < word then
          word = opposite
        end
      end
      action(word, position)
    end
  end
end

--- How often each word of k letters occurs: a table by word, and the number of all. Options: canonical (a word and its
-- reverse complement count as one, under the first of them in alphabetical order), circular.
-- nil and a message for what is no DNA and if k is no whole number from 1 to 1000.
function kmers.count_kmers(text, k, options)
  local bases, why = check_sequence(text)
  if not bases then
    return nil, why
  end
  local size
  size, why = check_size("k", k)
  if not size then
    return nil, why
  end
  local counts, total = {}, 0
  each_word(bases, size, options or {}, function(word)
    if word then
      counts[word] = (counts[word] or 0) + 1
      total = total + 1
    end
  end)
  return counts, total
end

--- The words that occur most often, in alphabetical order, and how often they do; from what count_kmers returned.
function kmers.most_frequent(counts)
  local words, most = {}, 0
  for word, count in pairs(counts) do
    if count > most then
      words, most = { word }, count
    elseif count == most then
      words[#words + 1] = word
    end
  end
  table.sort(words)
  return words, most
end

--- The minimisers of a sequence (Roberts and others, Bioinformatics 20, 2004): of each w successive words of k letters
-- the smallest, the leftmost of equals; a list of tables with position and word, each once. Options: canonical, and
-- order, a function that gives what words are compared by (the word itself if nil).
-- nil and a message as of count_kmers.
function kmers.minimizers(text, k, w, options)
  options = options or {}
  local bases, why = check_sequence(text)
  if not bases then
    return nil, why
  end
  local size, window
  size, why = check_size("k", k)
  if not size then
    return nil, why
  end
  window, why = check_size("w", w)
  if not window then
    return nil, why
  end
  local order = options.order
  local found = {}
  -- A queue of candidates: positions ascend, and so do what they are compared by; the first is the smallest of the
  -- window.
  local queue, first, last = {}, 1, 0
  local begin = 1
  each_word(bases, size, { canonical = options.canonical }, function(word, position)
    if not word then
      queue, first, last = {}, 1, 0
      begin = position + 1
      return
    end
    local value = word
    if order then
      value = order(word)
    end
    while last >= first and queue[last].value > value do
      queue[last] = nil
      last = last - 1
    end
    last = last + 1
    queue[last] = { position = position, word = word, value = value }
    if queue[first].position <= position - window then
      queue[first] = nil
      first = first + 1
    end
    if position - begin + 1 >= window then
      local smallest = queue[first]
      if #found == 0 or found[#found].position ~= smallest.position then
        found[#found + 1] = { position = smallest.position, word = smallest.word }
      end
    end
  end)
  return found
end

-- A pattern of Lua for a motif in the letters of IUPAC.
local function pattern_of(motif)
  return (motif:gsub(".", function(letter)
    return "[" .. bio_utils.ambiguity[letter] .. "]"
  end))
end

--- Where a motif in the letters of IUPAC occurs, overlaps included: a list of positions, ascending. With circular in
-- the options, also where it runs over the end. nil and a message for what is no DNA.
function kmers.positions(text, motif, options)
  local bases, why = check_sequence(text)
  if not bases then
    return nil, why
  end
  local wanted
  wanted, why = check_sequence(motif)
  if not wanted then
    return nil, "motif: " .. why
  end
  if wanted == "" or find(wanted, "-", 1, true) then
    return nil, "the motif must have letters and no gaps"
  end
  local length = #bases
  if options and options.circular and length >= #wanted then
    bases = bases .. sub(bases, 1, #wanted - 1)
  end
  local pattern = pattern_of(wanted)
  local found = {}
  local position = find(bases, pattern)
  while position do
    found[#found + 1] = position
    position = find(bases, pattern, position + 1)
  end
  return found
end

return kmers
