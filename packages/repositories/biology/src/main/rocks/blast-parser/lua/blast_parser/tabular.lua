-- SPDX-License-Identifier: Apache-2.0
-- The tables of BLAST: outfmt 6, whose columns have to be known, and outfmt 7, which names them in comments.
local source = require("sequence_parser.source")

local tabular = {}

--- The columns that BLAST writes if it is not told others.
tabular.STANDARD = {
  "qseqid", "sseqid", "pident", "length", "mismatch", "gapopen", "qstart", "qend", "sstart", "send", "evalue",
  "bitscore",
}

local NUMBERS = {}
for name in ([[
  qlen slen qstart qend sstart send evalue bitscore score length pident nident mismatch positive gapopen gaps ppos
  qframe sframe qcovs qcovhsp qcovus]]):gmatch("%S+") do
  NUMBERS[name] = true
end

-- What the comments of outfmt 7 call the columns (BLAST+ 2.12).
local LABELS = {
  ["query id"] = "qseqid", ["query gi"] = "qgi", ["query acc."] = "qacc", ["query acc.ver"] = "qaccver",
  ["query length"] = "qlen", ["subject id"] = "sseqid", ["subject ids"] = "sallseqid", ["subject gi"] = "sgi",
  ["subject gis"] = "sallgi", ["subject acc."] = "sacc", ["subject acc.ver"] = "saccver", ["subject accs."] = "sallacc",
  ["subject length"] = "slen", ["q. start"] = "qstart", ["q. end"] = "qend", ["s. start"] = "sstart",
  ["s. end"] = "send",
  ["query seq"] = "qseq", ["subject seq"] = "sseq", ["evalue"] = "evalue", ["bit score"] = "bitscore",
  ["score"] = "score",
  ["alignment length"] = "length", ["% identity"] = "pident", ["identical"] = "nident", ["mismatches"] = "mismatch",
  ["positives"] = "positive", ["gap opens"] = "gapopen", ["gaps"] = "gaps", ["% positives"] = "ppos",
  ["query/sbjct frames"] = "frames", ["query frame"] = "qframe", ["sbjct frame"] = "sframe", ["BTOP"] = "btop",
  ["subject tax id"] = "staxid", ["subject sci name"] = "ssciname", ["subject com names"] = "scomname",
  ["subject blast name"] = "sblastname", ["subject super kingdom"] = "sskingdom", ["subject tax ids"] = "staxids",
  ["subject sci names"] = "sscinames", ["subject blast names"] = "sblastnames",
  ["subject super kingdoms"] = "sskingdoms", ["subject title"] = "stitle", ["subject titles"] = "salltitles",
  ["subject strand"] = "sstrand", ["% query coverage per subject"] = "qcovs", ["% query coverage per hsp"] = "qcovhsp",
  ["% query coverage per uniq subject"] = "qcovus",
}

local function columns_of(given)
  if given == nil then
    return tabular.STANDARD
  end
  local columns = {}
  local function add(name)
    if name == "std" then
      for _, standard in ipairs(tabular.STANDARD) do
        columns[#columns + 1] = standard
      end
    else
      columns[#columns + 1] = name
    end
  end
  if type(given) == "string" then
    for name in given:gmatch("%S+") do
      -- What -outfmt is given may be pasted, the number of the format included.
      if not name:find("^%d+$") then
        add(name)
      end
    end
  else
    for _, name in ipairs(given) do
      add(name)
    end
  end
  return columns
end

local function columns_of_comment(text)
  local columns = {}
  for label in (text .. ", "):gmatch("(.-), ") do
    columns[#columns + 1] = LABELS[label] or label
  end
  return columns
end

local function problem(number, text)
  error(("line %d: %s"):format(number, text), 0)
end

local function parse_row(number, line, columns)
  local hit, count = {}, 0
  for value in (line .. "\t"):gmatch("([^\t]*)\t") do
    count = count + 1
    local name = columns[count]
    if not name then
      problem(number, ("there are more values than the %d columns"):format(#columns))
    end
    if value ~= "N/A" then
      hit[name] = value
      if NUMBERS[name] then
        hit[name] = tonumber(value) or problem(number, ("%s must be a number, not %q"):format(name, value))
      end
    end
  end
  if count < #columns then
    problem(number, ("there are %d values for %d columns"):format(count, #columns))
  end
  hit.query = hit.qseqid or hit.qaccver or hit.qacc
  hit.subject = hit.sseqid or hit.saccver or hit.sacc
  return hit
end

--- Iterates over the hits of a source (a string, an open file or an iterator of lines) of outfmt 6 or 7. A hit is a
-- table with a field for each column, by BLAST's name and as a number where it is one (nil for N/A), and with query and
-- subject.
-- Options: columns, a list of names or what -outfmt was given ("6 std qlen"), the standard ones if nil; comments of
-- outfmt 7 come before it. on_query, a function that gets, for each query of outfmt 7, a table with program, query,
-- title, database and hits.
-- Raises an error with the number of the line for what does not fit.
function tabular.hits(input, options)
  local columns = columns_of(options and options.columns)
  local on_query = options and options.on_query
  local next_line = source.lines(input)
  local number, about = 0, {}
  local function comment(line)
    local key, value = line:match("^# (%a+): ?(.*)$")
    if key == "Query" then
      about.query, about.title = value:match("^%S+"), value
    elseif key == "Database" then
      about.database = value
    elseif key == "Fields" then
      columns = columns_of_comment(value)
    else
      local hits = line:match("^# (%d+) hits found")
      if hits then
        about.hits = tonumber(hits)
        if on_query then
          on_query(about)
        end
        about = {}
      elseif not key and not line:find("^# BLAST processed") then
        about.program = line:match("^# ?(.*)$")
      end
    end
  end
  return function()
    while true do
      local line = next_line()
      number = number + 1
      if not line then
        return nil
      elseif line:sub(1, 1) == "#" then
        comment(line)
      elseif line ~= "" then
        return parse_row(number, line, columns)
      end
    end
  end
end

return tabular
