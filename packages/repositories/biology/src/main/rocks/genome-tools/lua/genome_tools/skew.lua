-- SPDX-License-Identifier: Apache-2.0
-- GC skew, the excess of G over C, which tells the leading strand of replication from the lagging one (Lobry, Mol.
-- Biol. Evol. 13, 1996), and its sum (Grigoriev, Nucleic Acids Research 26, 1998).
local bio_utils = require("bio_utils")

local byte, sub = string.byte, string.sub

local skew = {}

local G, C, g, c = byte("GCgc", 1, 4)

local function skew_of(text)
  local many_g = select(2, text:gsub("[Gg]", ""))
  local many_c = select(2, text:gsub("[Cc]", ""))
  if many_g + many_c == 0 then
    return 0
  end
  return (many_g - many_c) / (many_g + many_c)
end

local function whole(name, value, low)
  if type(value) ~= "number" or value < low or math.floor(value) ~= value then
    return nil, ("%s must be a whole number from %d, not %s"):format(name, low, tostring(value))
  end
  return value
end

--- The skew (G - C) / (G + C) of a whole sequence, from -1 to 1; 0 for what has neither. nil and a message for what is
-- no DNA.
function skew.gc_skew(text)
  local ok, why = bio_utils.validate(text, "dna")
  if not ok then
    return nil, why
  end
  return skew_of(text)
end

--- The skew of each window: a list of tables with from, to and skew. step is how far windows are from each other,
-- window if nil; the last one may be shorter. nil and a message for what is no DNA and no sizes.
function skew.gc_skew_windows(text, window, step)
  local ok, why = bio_utils.validate(text, "dna")
  if not ok then
    return nil, why
  end
  local size, distance
  size, why = whole("window", window, 1)
  if not size then
    return nil, why
  end
  distance, why = whole("step", step or window, 1)
  if not distance then
    return nil, why
  end
  local windows = {}
  for from = 1, #text, distance do
    local to = math.min(from + size - 1, #text)
    windows[#windows + 1] = { from = from, to = to, skew = skew_of(sub(text, from, to)) }
    if to == #text then
      break
    end
  end
  return windows
end

--- The number of G less the number of C up to each position: a list of tables with position and value, from position 0
-- in steps (1 if nil), and always with the last position. nil and a message for what is no DNA and no step.
function skew.cumulative_skew(text, step)
  local ok, why = bio_utils.validate(text, "dna")
  if not ok then
    return nil, why
  end
  local distance
  distance, why = whole("step", step or 1, 1)
  if not distance then
    return nil, why
  end
  local points, value = { { position = 0, value = 0 } }, 0
  for position = 1, #text do
    local letter = byte(text, position)
    if letter == G or letter == g then
      value = value + 1
    elseif letter == C or letter == c then
      value = value - 1
    end
    if position % distance == 0 or position == #text then
      points[#points + 1] = { position = position, value = value }
    end
  end
  return points
end

--- Where the cumulative skew is smallest and largest: two tables with value and positions (how many letters are
-- before). In many circular genomes of bacteria these are near the origin and the terminus of replication.
-- nil and a message for what is no DNA.
function skew.skew_extremes(text)
  local ok, why = bio_utils.validate(text, "dna")
  if not ok then
    return nil, why
  end
  local smallest, largest = { value = 0, positions = { 0 } }, { value = 0, positions = { 0 } }
  local value = 0
  for position = 1, #text do
    local letter = byte(text, position)
    if letter == G or letter == g then
      value = value + 1
    elseif letter == C or letter == c then
      value = value - 1
    end
    if value < smallest.value then
      smallest.value, smallest.positions = value, { position }
    elseif value == smallest.value then
      smallest.positions[#smallest.positions + 1] = position
    end
    if value > largest.value then
      largest.value, largest.positions = value, { position }
    elseif value == largest.value then
      largest.positions[#largest.positions + 1] = position
    end
  end
  return smallest, largest
end

return skew
