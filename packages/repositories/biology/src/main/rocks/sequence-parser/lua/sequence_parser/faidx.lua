-- SPDX-License-Identifier: Apache-2.0
-- Regions of large FASTA files, by an index as `samtools faidx` has it: name, length, offset of the first letter,
-- letters and bytes of a line, separated by tabs.
local floor = math.floor
local byte, find, sub = string.byte, string.find, string.sub

local faidx = {}

local BLOCK = 1048576
local RETURN, RECORD = byte("\r>", 1, 2)

local Index = {}
Index.__index = Index

local function new_index()
  return setmetatable({ names = {}, entries = {} }, Index)
end

local function add(index, entry)
  if index.entries[entry.name] then
    error(("there are two sequences named %s"):format(entry.name), 0)
  end
  index.names[#index.names + 1] = entry.name
  index.entries[entry.name] = entry
  return entry
end

-- Takes the lengths of lines as they come. Lines must have one length, as an offset could not be computed otherwise.
local function take_line(entry, letters, bytes)
  if not entry then
    if letters > 0 then
      error("a record of FASTA begins with >", 0)
    end
  elseif letters == 0 then
    entry.has_ended = true
  elseif entry.has_ended or entry.line_letters > 0 and letters > entry.line_letters then
    error(("the lines of %s have different lengths, so it cannot be indexed"):format(entry.name), 0)
  else
    if entry.line_letters == 0 then
      entry.line_letters, entry.line_bytes = letters, bytes
    elseif letters < entry.line_letters or bytes ~= entry.line_bytes then
      entry.has_ended = true
    end
    entry.length = entry.length + letters
  end
end

local function build(next_block)
  local index = new_index()
  local entry
  -- Of the line that is being read: bytes in earlier blocks, the last of them, and its text if it is a name.
  local pending, last_byte, header = 0, nil, nil
  local offset = 0
  local block = next_block()
  while block do
    local position, length = 1, #block
    while position <= length do
      if pending == 0 and byte(block, position) == RECORD then
        header = ""
      end
      local stop = find(block, "\n", position, true)
      local text_end = (stop or length + 1) - 1
      if header then
        header = header .. sub(block, position, text_end)
      end
      if text_end >= position then
        last_byte = byte(block, text_end)
      end
      pending = pending + text_end - position + 1
      if stop then
        if header then
          local name = header:match("^>%s*(%S+)")
          if not name then
            error("a record of FASTA needs a name after >", 0)
          end
          entry = add(index, { name = name, length = 0, offset = offset + stop, line_letters = 0, line_bytes = 0 })
        else
          take_line(entry, pending - (pending > 0 and last_byte == RETURN and 1 or 0), pending + 1)
        end
        pending, header = 0, nil
        position = stop + 1
      else
        position = length + 1
      end
    end
    offset = offset + length
    block = next_block()
  end
  if header then
    local name = header:match("^>%s*(%S+)")
    add(index, { name = name or "", length = 0, offset = offset, line_letters = 0, line_bytes = 0 })
  elseif pending > 0 then
    take_line(entry, pending, pending + 1)
  end
  return index
end

-- What can be read at an offset: a string, or a file.
local function text_reader(text)
  return {
    read_at = function(offset, count)
      return sub(text, offset + 1, offset + count)
    end,
    blocks = function()
      local is_given = false
      return function()
        if is_given then
          return nil
        end
        is_given = true
        return text
      end
    end,
    close = function() end,
  }
end

local function file_reader(path)
  if type(io) ~= "table" or not io.open then
    return nil, "this Lua cannot open files; give the text instead"
  end
  local file, why = io.open(path, "rb")
  if not file then
    return nil, why
  end
  return {
    read_at = function(offset, count)
      local place, seek_problem = file:seek("set", offset)
      if not place then
        error(("%s: %s"):format(path, seek_problem), 0)
      end
      return count > 0 and file:read(count) or ""
    end,
    blocks = function()
      file:seek("set", 0)
      return function()
        return file:read(BLOCK)
      end
    end,
    close = function()
      file:close()
    end,
  }
end

--- The text of an index, as a file .fai has it.
function Index:format()
  local lines = {}
  for position, name in ipairs(self.names) do
    local entry = self.entries[name]
    lines[position] = ("%s\t%.0f\t%.0f\t%.0f\t%.0f\n"):format(
      name, entry.length, entry.offset, entry.line_letters, entry.line_bytes)
  end
  return table.concat(lines)
end

--- The index in the text of a file .fai, or nil and a message.
function faidx.parse_index(text)
  local index = new_index()
  local number = 0
  for line in text:gmatch("[^\r\n]+") do
    number = number + 1
    local name, length, offset, letters, bytes = line:match("^([^\t]+)\t(%d+)\t(%d+)\t(%d+)\t(%d+)$")
    if not name then
      return nil, ("line %d of the index is not a name and four numbers"):format(number)
    end
    local entry = { name = name, length = tonumber(length), offset = tonumber(offset), line_letters = tonumber(letters),
      line_bytes = tonumber(bytes) }
    if entry.length > 0 and (entry.line_letters < 1 or entry.line_bytes < entry.line_letters) then
      return nil, ("line %d of the index has impossible lengths of lines"):format(number)
    end
    local ok, why = pcall(add, index, entry)
    if not ok then
      return nil, why
    end
  end
  return index
end

local Indexed = {}
Indexed.__index = Indexed

local function reader_of(input)
  if type(input) == "table" and type(input.text) == "string" then
    return text_reader(input.text)
  elseif type(input) == "string" then
    return file_reader(input)
  end
  return nil, "give the path of a file, or a table with its text"
end

--- Opens FASTA for reading of regions: a path, or { text = "..." }. The index is the one given, or the file at path
-- .. ".fai" if there is one, or is made by reading all of it once, a block at a time. nil and a message if that fails.
function faidx.open(input, index)
  local reader, why = reader_of(input)
  if not reader then
    return nil, why
  end
  if not index and type(input) == "string" then
    local file = io.open(input .. ".fai", "rb")
    if file then
      local text = file:read("*a")
      file:close()
      index, why = faidx.parse_index(text)
      if not index then
        reader.close()
        return nil, ("%s.fai: %s"):format(input, why)
      end
    end
  end
  if not index then
    local ok, made = pcall(build, reader.blocks())
    if not ok then
      reader.close()
      return nil, made
    end
    index = made
  end
  return setmetatable({ reader = reader, index = index, names = index.names }, Indexed)
end

--- Makes the index of the file at a path and writes it to path .. ".fai"; returns it, or nil and a message.
function faidx.write_index(path)
  local reader, why = file_reader(path)
  if not reader then
    return nil, why
  end
  local ok, index = pcall(build, reader.blocks())
  reader.close()
  if not ok then
    return nil, index
  end
  local file
  file, why = io.open(path .. ".fai", "wb")
  if not file then
    return nil, why
  end
  local written
  written, why = file:write(index:format())
  file:close()
  if not written then
    return nil, why
  end
  return index
end

--- How many letters a sequence has, or nil and a message.
function Indexed:length(name)
  local entry = self.index.entries[name]
  if not entry then
    return nil, ("there is no sequence %s"):format(tostring(name))
  end
  return entry.length
end

-- name, name:from, name:from-to; names may have colons themselves.
local function parse_region(index, region)
  if index.entries[region] then
    return region
  end
  local name, from, to = region:match("^(.+):([%d,]+)%-([%d,]+)$")
  if not name then
    name, from = region:match("^(.+):([%d,]+)%-?$")
  end
  if not name then
    return region
  end
  return name, tonumber((from:gsub(",", ""))), to and tonumber((to:gsub(",", "")))
end

--- The letters of a region, as samtools has it: "name", "name:from" or "name:from-to", from 1, both ends included,
-- commas allowed; or the name, from and to as arguments. What is after the end of the sequence is left out.
-- nil and a message if there is no such sequence, the region is none, or the index does not fit.
function Indexed:fetch(region, from, to)
  local name = region
  if type(region) ~= "string" then
    return nil, "a region is a string, not " .. type(region)
  elseif not from then
    name, from, to = parse_region(self.index, region)
  end
  local entry = self.index.entries[name]
  if not entry then
    return nil, ("there is no sequence %s"):format(name)
  end
  from, to = from or 1, to or entry.length
  if from < 1 or from > to + 1 or floor(from) ~= from or floor(to) ~= to then
    return nil, ("%s:%s-%s is no region; positions ascend from 1"):format(name, tostring(from), tostring(to))
  end
  if from > math.max(entry.length, 1) then
    return nil, ("%s:%.0f-%.0f begins after the end of the sequence at %.0f"):format(name, from, to, entry.length)
  end
  to = math.min(to, entry.length)
  if to < from then
    return ""
  end
  local function place(position)
    local line = floor((position - 1) / entry.line_letters)
    return entry.offset + line * entry.line_bytes + (position - 1) - line * entry.line_letters
  end
  local first = place(from)
  local ok, text = pcall(self.reader.read_at, first, place(to) - first + 1)
  if not ok then
    return nil, text
  end
  local letters = (text or ""):gsub("[\r\n]+", "")
  if #letters ~= to - from + 1 or find(letters, ">", 1, true) then
    return nil, ("the index does not fit: %s has no %.0f letters at byte %.0f"):format(name, to - from + 1, first)
  end
  return letters
end

--- Closes the file, if there is one.
function Indexed:close()
  self.reader.close()
end

return faidx
