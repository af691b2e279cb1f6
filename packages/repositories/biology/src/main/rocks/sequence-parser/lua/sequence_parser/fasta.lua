-- SPDX-License-Identifier: Apache-2.0
-- FASTA: a line with > and a name, then lines of letters. Lines that begin with ; are comments.
local source = require("sequence_parser.source")

local fasta = {}

local function problem(number, text)
  error(("line %d: %s"):format(number, text), 0)
end

--- Iterates over the records of a source (see source.lines): tables with id, description ("" if there is none) and
-- sequence. Blanks in sequences are left out. Raises an error with the number of the line for what is no FASTA.
function fasta.records(input)
  local next_line = source.lines(input)
  local number = 0
  local header
  local function read()
    number = number + 1
    return next_line()
  end
  local function first_header()
    local line = read()
    while line and (line:find("^;") or not line:find("%S")) do
      line = read()
    end
    if line and line:sub(1, 1) ~= ">" then
      problem(number, ("a record of FASTA begins with >, not %q"):format(line:sub(1, 20)))
    end
    return line
  end
  local has_begun = false
  return function()
    if not has_begun then
      has_begun = true
      header = first_header()
    end
    if not header then
      return nil
    end
    local id, description = header:match("^>%s*(%S+)%s*(.-)%s*$")
    if not id then
      problem(number, "a record of FASTA needs a name after >")
    end
    local parts, count = {}, 0
    local line = read()
    while line and line:sub(1, 1) ~= ">" do
      if line:sub(1, 1) ~= ";" then
        if line:find("[^%a*.-]") then
          line = line:gsub("[ \t\r]", "")
          local place = line:find("[^%a*.-]")
          if place then
            problem(number, ("unexpected character %q in the sequence of %s"):format(line:sub(place, place), id))
          end
        end
        count = count + 1
        parts[count] = line
      end
      line = read()
    end
    header = line
    return { id = id, description = description, sequence = table.concat(parts) }
  end
end

--- A record as FASTA, with so many letters in a line (60 if nil, 0 for a single line), or nil and a message.
function fasta.format(record, width)
  width = width or 60
  if type(record) ~= "table" or type(record.id) ~= "string" or not record.id:find("^%S+$") then
    return nil, "a record needs an id without blanks"
  end
  if type(record.sequence) ~= "string" then
    return nil, ("record %s needs a sequence that is a string, not %s"):format(record.id, type(record.sequence))
  end
  if type(width) ~= "number" or width < 0 or math.floor(width) ~= width then
    return nil, "the width must be a whole number from 0, not " .. tostring(width)
  end
  local description = record.description or ""
  if description:find("[\r\n]") then
    return nil, ("the description of %s has several lines"):format(record.id)
  end
  local lines = { ">" .. record.id .. (description == "" and "" or " " .. description) }
  local letters = record.sequence
  if width == 0 then
    lines[2] = letters ~= "" and letters or nil
  else
    for position = 1, #letters, width do
      lines[#lines + 1] = letters:sub(position, position + width - 1)
    end
  end
  lines[#lines + 1] = ""
  return table.concat(lines, "\n")
end

return fasta
