-- SPDX-License-Identifier: Apache-2.0
-- Records as GenBank's flat files.
local genbank_writer = {}

local WIDTH = 79

-- Not by string.format, which refuses bytes that are zero in some versions of Lua.
local function pad(text, width)
  return text .. (" "):rep(width - #text)
end

-- Lines of a text that begin with a head and have blanks below it. Words longer than a line are broken.
local function wrap(head, text, indent, separator)
  local room = WIDTH - indent
  local lines = {}
  local line = ""
  local function finish()
    lines[#lines + 1] = (#lines == 0 and head or (" "):rep(indent)) .. line
    line = ""
  end
  for word in text:gmatch(separator or "%S+") do
    local blank = line == "" and 0 or separator and 0 or 1
    if #line + blank + #word > room and line ~= "" then
      finish()
      blank = 0
    end
    while #word > room do
      line, word = word:sub(1, room), word:sub(room + 1)
      finish()
    end
    line = line .. (" "):rep(blank) .. word
  end
  if line ~= "" or #lines == 0 then
    finish()
  end
  return table.concat(lines, "\n")
end

local function field(lines, keyword, text)
  if text and text ~= "" then
    lines[#lines + 1] = wrap(pad(keyword, 12), text, 12)
  end
end

local function list(items)
  return items and table.concat(items, "; ") .. "." or nil
end

local function put_features(lines, features)
  lines[#lines + 1] = "FEATURES             Location/Qualifiers"
  local blanks = (" "):rep(21)
  for _, feature in ipairs(features) do
    lines[#lines + 1] = wrap("     " .. pad(feature.key, 16), feature.location, 21, "[^,]+,?")
    for _, qualifier in ipairs(feature.qualifiers or {}) do
      local text = "/" .. qualifier.name
      if qualifier.value ~= true then
        local value = tostring(qualifier.value)
        -- Numbers and names from lists are written without quotation marks.
        local is_bare = value:find("^%d+$") or qualifier.name == "rpt_type" or value:find("^%(.*%)$")
        text = text .. "=" .. (is_bare and value or '"' .. value:gsub('"', '""') .. '"')
      end
      lines[#lines + 1] = wrap(blanks, text, 21, qualifier.name == "translation" and "." or nil)
    end
  end
end

local function put_sequence(lines, sequence)
  lines[#lines + 1] = "ORIGIN"
  for position = 1, #sequence, 60 do
    local groups = {}
    for start = position, math.min(position + 59, #sequence), 10 do
      groups[#groups + 1] = sequence:sub(start, math.min(start + 9, position + 59)):lower()
    end
    lines[#lines + 1] = ("%9d %s"):format(position, table.concat(groups, " "))
  end
end

--- A record, as genbank.records gives it, as GenBank, or nil and a message. It needs a locus with a name or an id, and
-- a sequence or the length of its locus; everything else may be missing.
function genbank_writer.format(record)
  local locus = type(record) == "table" and record.locus or {}
  local name = locus.name or type(record) == "table" and record.id
  if type(name) ~= "string" or not name:find("^%S+$") then
    return nil, "a record needs the name of a locus or an id, without blanks"
  end
  local length = record.sequence and #record.sequence or locus.length
  if not length then
    return nil, ("record %s needs a sequence or a length"):format(name)
  end
  local unit = locus.unit or "bp"
  local molecule = unit == "bp" and (locus.molecule or "DNA") or ""
  local strands = molecule:match("^%a%a%-") or ""
  local lines = { table.concat({
    "LOCUS       ", pad(name, 16), (" %11d "):format(length), unit, " ", pad(strands, 3),
    pad(molecule:sub(#strands + 1), 6), "  ", pad(locus.topology or "linear", 8), " ",
    pad(locus.division or "UNA", 3), " ", locus.date or "01-JAN-1980",
  }) }
  field(lines, "DEFINITION", record.definition or record.description)
  field(lines, "ACCESSION", record.accession)
  field(lines, "VERSION", record.version)
  field(lines, "KEYWORDS", list(record.keywords))
  field(lines, "SOURCE", record.source)
  field(lines, "  ORGANISM", record.organism)
  if record.taxonomy and #record.taxonomy > 0 then
    lines[#lines + 1] = wrap((" "):rep(12), list(record.taxonomy), 12)
  end
  for position, reference in ipairs(record.references or {}) do
    field(lines, "REFERENCE", (reference.number or position) .. (reference.bases and "  " .. reference.bases or ""))
    field(lines, "  AUTHORS", reference.authors)
    field(lines, "  CONSRTM", reference.consortium)
    field(lines, "  TITLE", reference.title)
    field(lines, "  JOURNAL", reference.journal)
    field(lines, "   PUBMED", reference.pubmed)
    field(lines, "  REMARK", reference.remark)
  end
  if record.comment then
    lines[#lines + 1] = "COMMENT     " .. record.comment:gsub("\n", "\n" .. (" "):rep(12))
  end
  local others = {}
  for keyword in pairs(record.other or {}) do
    others[#others + 1] = keyword
  end
  table.sort(others)
  for _, keyword in ipairs(others) do
    field(lines, keyword, record.other[keyword])
  end
  put_features(lines, record.features or {})
  if record.sequence then
    put_sequence(lines, record.sequence)
  end
  lines[#lines + 1] = "//\n"
  return table.concat(lines, "\n")
end

return genbank_writer
