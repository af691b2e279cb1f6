-- SPDX-License-Identifier: Apache-2.0
-- Everything of the package in one table.
local faidx = require("sequence_parser.faidx")
local fasta = require("sequence_parser.fasta")
local fastq = require("sequence_parser.fastq")
local genbank = require("sequence_parser.genbank")
local genbank_location = require("sequence_parser.genbank_location")
local genbank_writer = require("sequence_parser.genbank_writer")
local source = require("sequence_parser.source")

local sequence_parser = {
  _VERSION = "sequence-parser 1.0.0",
  chunks = source.chunks,
  file = source.file,
  fasta = fasta.records,
  fastq = fastq.records,
  genbank = genbank.records,
  format_fasta = fasta.format,
  format_fastq = fastq.format,
  format_genbank = genbank_writer.format,
  qualities = fastq.qualities,
  expected_errors = fastq.expected_errors,
  parse_location = genbank_location.parse,
  extract = genbank_location.extract,
  open_fasta = faidx.open,
  parse_index = faidx.parse_index,
  write_index = faidx.write_index,
}

local FORMATS = {
  fasta = { records = fasta.records, format = fasta.format },
  fastq = { records = fastq.records, format = fastq.format },
  genbank = { records = genbank.records, format = genbank_writer.format },
}

local function format_of(name)
  if FORMATS[name] then
    return FORMATS[name]
  end
  return nil, 'the format must be "fasta", "fastq" or "genbank", not ' .. tostring(name)
end

--- All records of a source as a list: format is "fasta", "fastq" or "genbank"; see source.lines for what a source is.
-- nil and a message for what is not of the format.
function sequence_parser.read(format, input)
  local known, why = format_of(format)
  if not known then
    return nil, why
  end
  local records = {}
  local ok, problem = pcall(function()
    for record in known.records(input) do
      records[#records + 1] = record
    end
  end)
  if not ok then
    return nil, problem
  end
  return records
end

--- Writes records, a list or an iterator, to an open file or a function that takes pieces of text.
-- width is how many letters a line of FASTA has. Returns how many records it wrote; nil and a message if one is no
-- record or the file refuses it: those before it are written.
function sequence_parser.write(format, output, records, width)
  local known, why = format_of(format)
  if not known then
    return nil, why
  end
  local put = output
  if type(output) ~= "function" then
    put = function(text)
      return output:write(text)
    end
  end
  local next_record = records
  if type(records) == "table" then
    local position = 0
    next_record = function()
      position = position + 1
      return records[position]
    end
  end
  local count = 0
  for record in next_record do
    local text, problem = known.format(record, width)
    if not text then
      return nil, problem
    end
    local written, write_problem = put(text)
    if written == nil and write_problem then
      return nil, tostring(write_problem)
    end
    count = count + 1
  end
  return count
end

return sequence_parser
