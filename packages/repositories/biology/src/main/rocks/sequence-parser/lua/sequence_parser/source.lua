-- SPDX-License-Identifier: Apache-2.0
-- Where text comes from: all of it becomes a function that returns the next line, without its end, or nil.
local concat, find, sub = table.concat, string.find, string.sub

local source = {}

local BLOCK = 65536

-- Blocks of an open file.
local function file_blocks(file, closes)
  local is_open = true
  return function()
    if not is_open then
      return nil
    end
    local block, why = file:read(BLOCK)
    if block == nil then
      is_open = false
      if closes then
        file:close()
      end
      if why then
        error("the source cannot be read: " .. tostring(why), 0)
      end
    end
    return block
  end
end

local function is_file(input)
  local kind = type(input)
  return (kind == "userdata" or kind == "table") and input.read ~= nil
end

-- What a function gives, as long as that are strings. After its end it is not asked again: that of io.lines raises an
-- error.
local function strings(next_string)
  local has_ended = false
  return function()
    if has_ended then
      return nil
    end
    local text = next_string()
    has_ended = text == nil
    if text ~= nil and type(text) ~= "string" then
      error("a source gave a " .. type(text) .. " and no string", 0)
    end
    return text
  end
end

local function refuse(input)
  error("a source is a string, an open file or a function, not " .. (input == nil and "nil" or "a " .. type(input)), 0)
end

--- Lines of what an iterator gives in pieces that end anywhere. next_chunk returns a string, or nil at the end.
-- A line that comes in many pieces is put together once, so that a genome on one line takes no time of its square.
function source.chunks(next_chunk)
  next_chunk = strings(next_chunk)
  local chunk, position = "", 1
  local parts, count = {}, 0
  local ended = false
  return function()
    while not ended do
      local stop = find(chunk, "\n", position, true)
      if stop then
        local line = sub(chunk, position, stop - 1)
        position = stop + 1
        if count > 0 then
          parts[count + 1] = line
          line = concat(parts, "", 1, count + 1)
          count = 0
        end
        if sub(line, -1) == "\r" then
          line = sub(line, 1, -2)
        end
        return line
      end
      if position <= #chunk then
        count = count + 1
        parts[count] = sub(chunk, position)
      end
      chunk, position = next_chunk(), 1
      if chunk == nil then
        ended = true
        if count > 0 then
          local line = concat(parts, "", 1, count)
          return sub(line, -1) == "\r" and sub(line, 1, -2) or line
        end
      end
    end
    return nil
  end
end

--- Lines of the file at a path, which is closed at its end; nil and a message if it cannot be opened.
function source.file(path)
  if type(io) ~= "table" or not io.open then
    return nil, "this Lua cannot open files; give the text instead"
  end
  local file, why = io.open(path, "rb")
  if not file then
    return nil, why
  end
  return source.chunks(file_blocks(file, true))
end

--- Lines of a string, of an open file, or of an iterator of lines such as io.lines gives.
-- Raises an error for anything else.
function source.lines(input)
  if type(input) == "string" then
    return source.chunks(source.blocks(input))
  elseif type(input) == "function" then
    local next_line = strings(input)
    return function()
      local line = next_line()
      if line and find(line, "[\r\n]", -1) then
        line = line:match("^(.-)\r?\n?$")
      end
      return line
    end
  elseif is_file(input) then
    return source.chunks(file_blocks(input, false))
  end
  return refuse(input)
end

--- The text of a string, of an open file, or of an iterator of strings, in pieces that end anywhere.
-- Raises an error for anything else.
function source.blocks(input)
  if type(input) == "string" then
    local is_given = false
    return function()
      if is_given then
        return nil
      end
      is_given = true
      return input
    end
  elseif type(input) == "function" then
    return strings(input)
  elseif is_file(input) then
    return file_blocks(input, false)
  end
  return refuse(input)
end

return source
