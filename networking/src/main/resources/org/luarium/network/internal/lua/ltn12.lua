-- SPDX-License-Identifier: Apache-2.0
-- Filters, sources, sinks and pumps: what moves data in chunks, nil at the end.
local type, error, select, unpack = type, error, select, table.unpack or unpack
local sub, insert, remove = string.sub, table.insert, table.remove

local filter, source, sink, pump = {}, {}, {}, {}
local ltn12 = { BLOCKSIZE = 2048, _VERSION = "LTN12 1.0.3", filter = filter, source = source, sink = sink, pump = pump }

local function check(value, what, index)
  if not value then error("bad argument #" .. index .. " (" .. what .. " expected)", 3) end
end

-- Filters

-- A filter from a function that takes a context before its data and returns the next one after its result.
function filter.cycle(low, context, extra)
  check(low, "function", 1)
  return function(chunk)
    local result
    result, context = low(context, chunk, extra)
    return result
  end
end

-- Applies several filters one after the other. At the end, each gives all it has before the next one hears of the end.
function filter.chain(...)
  local count, filters = select("#", ...), { ... }
  if count == 1 then return filters[1] end
  local at = 1    -- the first that has not said all
  return function(chunk)
    if chunk ~= nil then
      for i = 1, count do
        if chunk == "" then return "" end
        chunk = filters[i](chunk)
      end
      return chunk
    end
    while at <= count do
      local piece = filters[at](nil)
      if piece == nil or piece == "" then
        at = at + 1
      else
        for i = at + 1, count do
          if piece == "" then break end
          piece = filters[i](piece)
        end
        if piece ~= "" then return piece end
      end
    end
    return nil
  end
end

-- Sources

function source.empty() return function() return nil end end

function source.error(problem)
  return function() return nil, problem end
end

function source.file(handle, problem)
  if not handle then return source.error(problem or "unable to open file") end
  return function()
    local chunk = handle:read(ltn12.BLOCKSIZE)
    if not chunk then handle:close() end
    return chunk
  end
end

-- A source that may return its successor, as one that may not.
function source.simplify(current)
  check(current, "source", 1)
  return function()
    local chunk, successor = current()
    if chunk == nil then return nil, successor end
    current = successor or current
    return chunk
  end
end

function source.string(text)
  if not text then return source.empty() end
  local at = 1
  return function()
    local chunk = sub(text, at, at + ltn12.BLOCKSIZE - 1)
    at = at + ltn12.BLOCKSIZE
    if chunk == "" then return nil end
    return chunk
  end
end

function source.table(chunks)
  if type(chunks) ~= "table" then error("bad argument #1 (table expected)", 2) end
  local at = 0
  return function()
    at = at + 1
    return chunks[at]
  end
end

-- A source to which what was taken can be given back.
function source.rewind(from)
  check(from, "source", 1)
  local given = {}
  return function(chunk)
    if chunk then
      insert(given, chunk)
      return nil
    end
    chunk = remove(given)
    if chunk then return chunk end
    return from()
  end
end

function source.chain(from, first, ...)
  check(from, "source", 1)
  check(first, "filter", 2)
  local through = filter.chain(first, ...)
  local ended = false
  return function()
    while true do
      if ended then
        local rest = through(nil)
        return rest
      end
      local chunk, problem = from()
      if problem then return nil, problem end
      if chunk == nil then
        ended = true
      else
        chunk = through(chunk)
        -- A filter that has nothing to say yet is given more
        if chunk == nil then error("filter returned inappropriate nil", 2) end
        if chunk ~= "" then return chunk end
      end
    end
  end
end

function source.cat(...)
  local sources = { ... }
  local current = remove(sources, 1)
  return function()
    while current do
      local chunk, problem = current()
      if chunk then return chunk end
      if problem then return nil, problem end
      current = remove(sources, 1)
    end
    return nil
  end
end

-- Sinks

function sink.null() return function() return 1 end end

function sink.error(problem)
  return function() return nil, problem end
end

function sink.table(chunks)
  chunks = chunks or {}
  return function(chunk)
    if chunk then chunks[#chunks + 1] = chunk end
    return 1
  end, chunks
end

function sink.file(handle, problem)
  if not handle then return sink.error(problem or "unable to open file") end
  return function(chunk)
    if not chunk then
      handle:close()
      return 1
    end
    return handle:write(chunk)
  end
end

function sink.simplify(current)
  check(current, "sink", 1)
  return function(chunk, problem)
    local ok, successor = current(chunk, problem)
    if not ok then return nil, successor end
    current = successor or current
    return 1
  end
end

function sink.chain(first, ...)
  local filters = { first, ... }
  local into = remove(filters)
  check(into, "sink", 2)
  local through = filter.chain(unpack(filters))
  return function(chunk, problem)
    if chunk ~= nil then
      local filtered = through(chunk)
      if filtered == "" then return 1 end
      return into(filtered, problem)
    end
    while true do
      local rest = through(nil)
      local ok, why = into(rest, problem)
      if not ok then return nil, why end
      if rest == nil then return 1 end
    end
  end
end

-- Pumps

function pump.step(from, into)
  local chunk, problem = from()
  local ok, why = into(chunk, problem)
  if chunk and ok then return 1 end
  return nil, problem or why
end

function pump.all(from, into, step)
  check(from, "source", 1)
  check(into, "sink", 2)
  step = step or pump.step
  while true do
    local ok, problem = step(from, into)
    if not ok then
      if problem then return nil, problem end
      return 1
    end
  end
end

return ltn12
