-- SPDX-License-Identifier: Apache-2.0
-- FASTQ as Cock and others describe it (Nucleic Acids Research 38, 2010): sequences and qualities may take several
-- lines, and a line of qualities may begin with @.
local source = require("sequence_parser.source")

local fastq = {}

local function problem(number, text)
  error(("line %d: %s"):format(number, text), 0)
end

--- Iterates over the records of a source (see source.lines): tables with id, description, sequence and quality.
-- Raises an error with the number of the line for what is no FASTQ.
function fastq.records(input)
  local next_line = source.lines(input)
  local number = 0
  local function read()
    number = number + 1
    return next_line()
  end
  return function()
    local header = read()
    while header == "" do
      header = read()
    end
    if not header then
      return nil
    end
    local id, description = header:match("^@(%S+)%s*(.-)%s*$")
    if not id then
      problem(number, ("a record of FASTQ begins with @ and a name, not %q"):format(header:sub(1, 20)))
    end
    local parts = {}
    local line = read()
    while line and line:sub(1, 1) ~= "+" do
      if line:find("[^%a*.-]") then
        problem(number, ("unexpected character %q in the sequence of %s"):format(line:match("[^%a*.-]"), id))
      end
      parts[#parts + 1] = line
      line = read()
    end
    if not line then
      problem(number, ("%s ends before its line with +"):format(id))
    end
    local again = line:match("^%+(%S+)")
    if again and again ~= id then
      problem(number, ("the line with + names %s in the record of %s"):format(again, id))
    end
    local letters = table.concat(parts)
    local qualities, length = {}, 0
    repeat
      line = read()
      if not line then
        problem(number, ("%s ends after %d of %d qualities"):format(id, length, #letters))
      end
      if line:find("[^\33-\126]") then
        problem(number, ("unexpected character %q in the qualities of %s"):format(line:match("[^\33-\126]"), id))
      end
      qualities[#qualities + 1] = line
      length = length + #line
    until length >= #letters
    if length > #letters then
      problem(number, ("%s has %d letters and %d qualities"):format(id, #letters, length))
    end
    return { id = id, description = description, sequence = letters, quality = table.concat(qualities) }
  end
end

--- The qualities of a record as numbers: offset (33 if nil; 64 for Illumina 1.3 to 1.7) less than the bytes.
-- nil and a message if one would be negative.
function fastq.qualities(record, offset)
  offset = offset or 33
  local numbers = {}
  for position = 1, #record.quality do
    local number = record.quality:byte(position) - offset
    if number < 0 then
      return nil, ("quality %d of %s is below %d"):format(position, record.id, offset)
    end
    numbers[position] = number
  end
  return numbers
end

--- How many errors a record is expected to have: the sum of 10^(-quality/10). nil and a message as of qualities.
function fastq.expected_errors(record, offset)
  local numbers, why = fastq.qualities(record, offset)
  if not numbers then
    return nil, why
  end
  local sum = 0
  for _, number in ipairs(numbers) do
    sum = sum + 10 ^ (-number / 10)
  end
  return sum
end

--- A record as FASTQ of four lines, or nil and a message.
function fastq.format(record)
  if type(record) ~= "table" or type(record.id) ~= "string" or not record.id:find("^%S+$") then
    return nil, "a record needs an id without blanks"
  end
  if type(record.sequence) ~= "string" or type(record.quality) ~= "string" then
    return nil, ("record %s needs a sequence and a quality that are strings"):format(record.id)
  end
  if #record.sequence ~= #record.quality then
    return nil, ("record %s has %d letters and %d qualities"):format(record.id, #record.sequence, #record.quality)
  end
  local description = record.description or ""
  if description:find("[\r\n]") or record.sequence:find("[^%a*.-]") or record.quality:find("[^\33-\126]") then
    return nil, ("record %s has a character that FASTQ cannot have there"):format(record.id)
  end
  return ("@%s%s\n%s\n+\n%s\n"):format(
    record.id, description == "" and "" or " " .. description, record.sequence, record.quality)
end

return fastq
