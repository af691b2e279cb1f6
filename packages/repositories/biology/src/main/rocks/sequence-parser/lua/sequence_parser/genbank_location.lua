-- SPDX-License-Identifier: Apache-2.0
-- Locations of features, as section 3.4 of the INSDC's Feature Table Definition has them.
local bio_utils = require("bio_utils")

local genbank_location = {}

local function problem(text)
  return nil, ("%s is no location"):format(text)
end

-- One span: 467, 340..565, <345..500, 102.110, 123^124, each maybe in another record: J00194.1:100..202.
local function parse_span(text, strand)
  local remote, rest = text:match("^([%w_]+%.?%d*):(.+)$")
  rest = rest or text
  local before, from, dots, after, to = rest:match("^(<?)(%d+)(%.*%^?)(>?)(%d+)$")
  if not from or dots == "" then
    before, from, after = rest:match("^(<?)(%d+)(>?)$")
    if not from then
      before, after, from = "", ">", rest:match("^>(%d+)$")
    end
    if not from then
      return problem(text)
    end
    dots, to = "..", from
  end
  if dots ~= ".." and dots ~= "." and dots ~= "^" then
    return problem(text)
  end
  local part = { from = tonumber(from), to = tonumber(to), strand = strand }
  if part.from < 1 or part.from > part.to and dots ~= "^" then
    return problem(text)
  end
  part.starts_before = before == "<" or nil
  part.ends_after = after == ">" or nil
  part.is_between = dots == "^" or nil
  part.is_within = dots == "." or nil
  part.record = remote
  return part
end

-- Splits at commas that are outside of parentheses.
local function split(text)
  local items, depth, start = {}, 0, 1
  for position = 1, #text do
    local letter = text:sub(position, position)
    if letter == "(" then
      depth = depth + 1
    elseif letter == ")" then
      depth = depth - 1
    elseif letter == "," and depth == 0 then
      items[#items + 1] = text:sub(start, position - 1)
      start = position + 1
    end
  end
  items[#items + 1] = text:sub(start)
  return items
end

local function parse(text, strand, location)
  local operator, inner = text:match("^(%a+)(%b())$")
  if not operator then
    local part, why = parse_span(text, strand)
    if not part then
      return nil, why
    end
    location.parts[#location.parts + 1] = part
    return location
  end
  inner = inner:sub(2, -2)
  if operator == "complement" then
    -- The complement of several spans is that of each, in the other order.
    local inside = { parts = {} }
    local ok, why = parse(inner, -strand, inside)
    if not ok then
      return nil, why
    end
    for position = #inside.parts, 1, -1 do
      location.parts[#location.parts + 1] = inside.parts[position]
    end
    location.operator = location.operator or inside.operator
    return location
  elseif operator == "join" or operator == "order" then
    if location.operator and location.operator ~= operator then
      return nil, ("%s has join and order"):format(text)
    end
    location.operator = operator
    for _, item in ipairs(split(inner)) do
      local ok, why = parse(item, strand, location)
      if not ok then
        return nil, why
      end
    end
    return location
  end
  return problem(text)
end

--- Takes a location apart: a table with operator ("join", "order" or nil) and parts in the order of reading, tables
-- with from, to, strand (1, or -1 of the complement) and, where they are so, starts_before (<), ends_after (>),
-- is_between (^), is_within (.) and record (another record by its accession). nil and a message for what is no
-- location.
function genbank_location.parse(text)
  if type(text) ~= "string" then
    return nil, "a location is a string, not " .. type(text)
  end
  return parse(text:gsub("%s", ""), 1, { parts = {} })
end

--- The letters of a record at a location (a string, the result of parse, or a feature), joined, complemented where it
-- says so. nil and a message if they are not all in the record.
function genbank_location.extract(record, location)
  local why
  if type(location) == "table" and location.location then
    location = location.location
  end
  if type(location) == "string" then
    location, why = genbank_location.parse(location)
    if not location then
      return nil, why
    end
  end
  if type(record.sequence) ~= "string" then
    return nil, "the record has no sequence"
  end
  local letters = {}
  for position, part in ipairs(location.parts) do
    if part.record then
      return nil, ("a part of the location is in another record, %s"):format(part.record)
    end
    if part.is_between then
      return nil, "the location is between letters"
    end
    if part.to > #record.sequence then
      return nil, ("the location ends at %d, after the end of the sequence at %d"):format(part.to, #record.sequence)
    end
    local span = record.sequence:sub(part.from, part.to)
    if part.strand < 0 then
      span, why = bio_utils.reverse_complement(span)
      if not span then
        return nil, why
      end
    end
    letters[position] = span
  end
  return table.concat(letters)
end

return genbank_location
