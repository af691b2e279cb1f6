-- SPDX-License-Identifier: Apache-2.0
-- GenBank's flat files: keywords in columns 1 to 12, features in columns 6 and 22, a sequence, //.
local source = require("sequence_parser.source")

local genbank = {}

local function problem(number, text)
  error(("line %d: %s"):format(number, text), 0)
end

local function append(text, more)
  return text == "" and more or more == "" and text or text .. " " .. more
end

-- Fields of LOCUS are separated by blanks; which there are has changed over the years.
local function parse_locus(number, text)
  local name, length, unit, rest = text:match("^(%S+)%s+(%d+)%s+(%a%a)%s+(.*)$")
  if not name or unit ~= "bp" and unit ~= "aa" then
    problem(number, ("LOCUS needs a name and a length in bp or aa, not %q"):format(text))
  end
  local locus = { name = name, length = tonumber(length), unit = unit }
  local words = {}
  for word in rest:gmatch("%S+") do
    if word:find("^%d%d?%-%a%a%a%-%d%d%d%d$") then
      locus.date = word
    elseif word == "linear" or word == "circular" then
      locus.topology = word
    else
      words[#words + 1] = word
    end
  end
  if unit == "bp" then
    locus.molecule = table.remove(words, 1)
  end
  locus.division = words[1]
  return locus
end

local function parse_reference(line, text)
  local number, bases = text:match("^(%d+)%s*(.-)$")
  if not number then
    problem(line, ("REFERENCE needs a number, not %q"):format(text:sub(1, 20)))
  end
  return { number = tonumber(number), bases = bases ~= "" and bases or nil }
end

-- What a value goes on with in its next line: proteins have no blanks.
local function join_value(name, value, line)
  return name == "translation" and value .. line or append(value, line)
end

local function is_closed(value)
  -- An odd number of quotation marks at the end closes what the first one opened; "" is one in the text.
  local marks = #value:match('"*$')
  return marks % 2 == (marks == #value and 0 or 1)
end

local function add_qualifier(feature, name, value)
  if value == nil then
    value = true
  elseif value:sub(1, 1) == '"' then
    value = value:sub(2, -2):gsub('""', '"')
  end
  feature.qualifiers[#feature.qualifiers + 1] = { name = name, value = value }
  if feature.qualifiers[name] == nil then
    feature.qualifiers[name] = value
  end
end

local Reader = {}
Reader.__index = Reader

function Reader:read()
  self.number = self.number + 1
  self.line = self.next_line()
  if self.line and self.line:find("\0", 1, true) then
    problem(self.number, "there is a byte that is zero, so this is no text")
  end
  return self.line
end

-- Lines of the features: a key and a location, qualifiers with /, and what goes on.
function Reader:features(record)
  local feature, name, value
  local function finish()
    if name then
      if value and value:sub(1, 1) == '"' and not is_closed(value) then
        problem(self.number, ("the value of /%s does not end"):format(name))
      end
      add_qualifier(feature, name, value)
      name, value = nil, nil
    end
  end
  while self.line and self.line:find("^ ") do
    local key, rest = self.line:match("^     (%S+)%s+(%S.-)%s*$")
    if key then
      finish()
      feature = { key = key, location = rest, qualifiers = {} }
      record.features[#record.features + 1] = feature
    else
      local text = self.line:match("^%s*(.-)%s*$")
      local is_open = value and value:sub(1, 1) == '"' and not is_closed(value)
      if text ~= "" and not feature then
        problem(self.number, "a feature needs a key and a location")
      elseif is_open then
        value = join_value(name, value, text)
      elseif text:find("^/[%w_'*-]") then
        finish()
        local equals
        name, equals, value = text:match("^/([^=]+)(=?)(.*)$")
        if equals == "" then
          value = nil
        end
      elseif name then
        value = join_value(name, value or "", text)
      elseif text ~= "" then
        feature.location = feature.location .. text
      end
    end
    self:read()
  end
  finish()
end

function Reader:sequence(record)
  local parts = {}
  while self.line and self.line:find("^[ %d]") do
    local letters = self.line:gsub("[%d%s]", "")
    if letters:find("[^%a*-]") then
      problem(self.number, ("unexpected character %q in the sequence of %s"):format(
        letters:match("[^%a*-]"), record.locus.name))
    end
    parts[#parts + 1] = letters
    self:read()
  end
  local sequence = table.concat(parts):upper()
  if sequence ~= "" then
    record.sequence = sequence
  end
end

-- The text after a keyword and in the lines that go on with it, which have blanks in columns 1 to 12.
function Reader:text(first, separator)
  local text = first
  while self:read() and self.line:find("^            ") do
    local more = self.line:match("^%s*(.-)%s*$")
    text = separator and text .. separator .. more or append(text, more)
  end
  return text
end

local function split(text, pattern)
  local items = {}
  for item in text:gsub("%.$", ""):gmatch(pattern) do
    items[#items + 1] = item:match("^%s*(.-)%s*$")
  end
  return items
end

local SIMPLE = { DEFINITION = "definition", ACCESSION = "accession", VERSION = "version", SOURCE = "source" }
local OF_REFERENCE = { AUTHORS = "authors", CONSRTM = "consortium", TITLE = "title", JOURNAL = "journal",
  PUBMED = "pubmed",
  REMARK = "remark" }

function Reader:keyword(record, keyword, rest)
  local reference = record.references[#record.references]
  if SIMPLE[keyword] then
    record[SIMPLE[keyword]] = self:text(rest)
  elseif keyword == "KEYWORDS" then
    record.keywords = split(self:text(rest), "[^;]+")
  elseif keyword == "ORGANISM" then
    record.organism = rest
    record.taxonomy = split(self:text(""), "[^;]+")
  elseif keyword == "COMMENT" then
    record.comment = self:text(rest, "\n")
  elseif keyword == "REFERENCE" then
    record.references[#record.references + 1] = parse_reference(self.number, self:text(rest))
  elseif OF_REFERENCE[keyword] and reference then
    reference[OF_REFERENCE[keyword]] = self:text(rest)
  elseif keyword == "FEATURES" then
    self:read()
    self:features(record)
  elseif keyword == "ORIGIN" then
    self:read()
    self:sequence(record)
  else
    record.other[keyword] = self:text(rest)
  end
end

function Reader:record()
  while self.line and not self.line:find("^LOCUS") do
    self:read()
  end
  if not self.line then
    return nil
  end
  local begin = self.number
  local locus = parse_locus(begin, self.line:match("^LOCUS%s*(.*)$"))
  local record = { locus = locus, references = {}, features = {}, other = {} }
  self:read()
  while self.line and not self.line:find("^//") do
    local keyword, rest = self.line:match("^%s*([%u_]+)%s*(.-)%s*$")
    if keyword then
      self:keyword(record, keyword, rest)
    elseif self.line:find("%S") then
      problem(self.number, ("expected a keyword, not %q"):format(self.line:sub(1, 20)))
    else
      self:read()
    end
  end
  if not self.line then
    problem(self.number, ("the record %s of line %d does not end with //"):format(record.locus.name, begin))
  end
  if record.sequence and #record.sequence ~= record.locus.length then
    problem(self.number, ("the record %s has %d letters, but LOCUS says %d"):format(
      record.locus.name, #record.sequence, record.locus.length))
  end
  record.id = record.version and record.version:match("^%S+") or record.locus.name
  record.description = record.definition and record.definition:gsub("%.$", "") or ""
  self:read()
  return record
end

--- Iterates over the records of a source (see source.lines). Each is a table with id, description, sequence (capital
-- letters, nil if there is none), locus (name, length, unit, molecule, topology, division, date), definition,
-- accession, version, keywords, source, organism, taxonomy, comment, references (number, bases, authors, title,
-- journal, pubmed), features, and other (keywords that are not named here). A feature has key, location (as it is
-- written) and qualifiers: a list of tables with name and value, and by name the first value (true for what has none).
-- What comes before the first LOCUS is ignored. Raises an error with the number of the line for what is no GenBank.
function genbank.records(input)
  local reader = setmetatable({ next_line = source.lines(input), number = 0 }, Reader)
  local has_begun = false
  return function()
    if not has_begun then
      has_begun = true
      reader:read()
    end
    return reader:record()
  end
end

return genbank
