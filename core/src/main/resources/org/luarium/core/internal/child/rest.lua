-- SPDX-License-Identifier: Apache-2.0
-- The part of boot.lua that is loaded when it is first used. It runs under the same rules, and may run anywhere: in user
-- code, in a finalizer inside `link`, and again, if an interrupt or a lack of memory ended it before. So it changes nothing
-- outside of itself until one of its functions is called.
local byte, char, sub, find, gsub, gmatch, unpack_number, concat, floor, huge, frexp, ldexp,
  type, tostring, tonumber, pcall, xpcall, error, select, next, rawget, setmetatable, unpack, load_text,
  max_frame, flags, mode, package, G, real_exit, real_execute, real_popen, remove_file, temporary_name,
  open_file, real_type, real_output, real_input, real_write, real_read, real_lines, real_flush, real_close,
  u32, bin, encode, transfer, flush, put, text_of, answer_bare, answer_error, on_error, finish, serve_one,
  state, open, stdin, stdout, stderr, sampling = ...

local rest = {}

-- MessagePack: nil, booleans, integers, doubles, bin, arrays, maps, ext.

-- Only where there is no string.pack.
local function encode_number(v)
  local function halves(lead, high, low) return char(lead) .. u32(high) .. u32(low) end
  if v == floor(v) and v > -9007199254740992 and v < 9007199254740992 and (v ~= 0 or 1 / v > 0) then
    local low = v % 4294967296
    return halves(211, ((v - low) / 4294967296) % 4294967296, low)
  end
  if v ~= v then return halves(203, 2146959360, 0) end
  local sign = (v < 0 or 1 / v < 0) and 2147483648 or 0
  if v < 0 then v = -v end
  if v == huge then return halves(203, sign + 2146435072, 0) end
  if v == 0 then return halves(203, sign, 0) end
  local m, e = frexp(v)
  if e > -1022 then
    m, e = (m * 2 - 1) * 1048576, e + 1022
  else
    m, e = ldexp(m, e + 1042), 0
  end
  local high = floor(m)
  return halves(203, sign + e * 1048576 + high, (m - high) * 4294967296)
end

local function reference(v)
  local kind = type(v)
  local ok, text = pcall(tostring, v)
  text = kind .. "\0" .. sub(ok and type(text) == "string" and text or kind, 1, 200)
  return "\199" .. char(#text) .. "\16" .. text
end

local function encode_table(t, pieces, path, depth)
  local n = pieces.n
  local function add(piece)
    n = n + 1
    pieces[n] = piece
    pieces.size = pieces.size + #piece
    if pieces.size > max_frame then error("value larger than the frame limit of " .. max_frame .. " bytes", 0) end
  end
  local function value(v)
    if type(v) == "table" then
      if path[v] or depth >= 100 then
        add(reference(v))
      else
        pieces.n = n
        encode_table(v, pieces, path, depth + 1)
        n = pieces.n
      end
    else
      add(encode(v, type(v)))
    end
  end
  path[t] = true
  local count, length = 0, 0
  for _ in next, t do count = count + 1 end
  while length < count and rawget(t, length + 1) ~= nil do length = length + 1 end
  if length == count then
    add("\221" .. u32(count))
    for i = 1, count do value(rawget(t, i)) end
  else
    add("\223" .. u32(count))
    for k, v in next, t do
      value(k)
      value(v)
    end
  end
  path[t] = nil
  pieces.n = n
end

-- What `encode` of boot.lua leaves over.
function rest.encode(v, kind)
  if kind == "number" then return encode_number(v) end
  if kind ~= "table" then return reference(v) end
  local pieces = { n = 0, size = 0 }
  encode_table(v, pieces, {}, 1)
  return concat(pieces, "", 1, pieces.n)
end

local function encode_list(count, ...)
  if count == 0 then return "\144" end
  if count == 1 then return "\145" .. encode((...), type((...))) end
  local pieces, list = { "\221" .. u32(count) }, { ... }
  for i = 1, count do pieces[i + 1] = encode(list[i], type(list[i])) end
  return concat(pieces)
end

rest.encode_list = encode_list

local function big(s, p)
  local a, b, c, d = byte(s, p, p + 3)
  return ((a * 256 + b) * 256 + c) * 256 + d
end

local function decode_double(s, p)
  if unpack_number then return (unpack_number(">d", s, p)) end
  local high, low = big(s, p), big(s, p + 4)
  local sign = high >= 2147483648 and -1 or 1
  local e = floor(high / 1048576) % 2048
  local m = (high % 1048576) * 4294967296 + low
  if e == 2047 then return m == 0 and sign * huge or 0 / 0 end
  if e == 0 then return sign * ldexp(m, -1074) end
  return sign * ldexp(m + 4503599627370496, e - 1075)
end

local decode

local function decode_list(s, p, count, t)
  for i = 1, count do t[i], p = decode(s, p) end
  return t, p
end

decode = function(s, p)
  local b = byte(s, p)
  if b < 128 then return b, p + 1 end
  if b == 196 then
    local n = byte(s, p + 1)
    return sub(s, p + 2, p + 1 + n), p + 2 + n
  elseif b == 198 then
    local n = big(s, p + 1)
    return sub(s, p + 5, p + 4 + n), p + 5 + n
  elseif b == 192 then return nil, p + 1
  elseif b == 194 then return false, p + 1
  elseif b == 195 then return true, p + 1
  elseif b == 203 then return decode_double(s, p + 1), p + 9
  elseif b == 211 then
    if unpack_number then return (unpack_number(">i8", s, p + 1)), p + 9 end
    local high = big(s, p + 1)
    if high >= 2147483648 then high = high - 4294967296 end
    return high * 4294967296 + big(s, p + 5), p + 9
  elseif b == 221 then return decode_list(s, p + 5, big(s, p + 1), {})
  elseif b == 223 then
    local t, k, v = {}
    local count = big(s, p + 1)
    p = p + 5
    for _ = 1, count do
      k, p = decode(s, p)
      v, p = decode(s, p)
      t[k] = v
    end
    return t, p
  end
  error("link: unexpected byte " .. b, 0)
end

local function decode_arguments(s, p)
  local count = big(s, p + 1)
  local list = decode_list(s, p + 5, count, {})
  return count, list
end

-- Requests to the host.

local calls = 0

local function request(head, body)
  if state.busy then error("the host cannot be called from a finalizer", 0) end
  flush()
  local outer = state.asking
  calls = (calls + 1) % 4294967296
  local id = u32(calls)
  state.asking = true
  transfer("write", u32(#head + 5 + #body) .. head .. "\206" .. id .. body)
  local level = state.depth
  while true do
    local ok, reply, kind = pcall(serve_one, id)
    if not ok then
      -- The interrupt struck in the link: nested requests get their answer, then the error goes on to user code.
      if state.depth > level then state.inbox = false end
      while state.depth > level do answer_bare(2) end
      state.asking = outer
      error(reply, 0)
    end
    if reply then
      state.asking = outer
      local count, list = decode_arguments(reply, 6)
      if kind == 7 then error(list[1], 0) end
      return count, list
    end
  end
end

local function provide(name, functions)
  local module = {}
  for i = 1, #functions do
    local prefix = bin(name) .. bin(functions[i])
    module[functions[i]] = function(...)
      local count, list = request("\149\4", prefix .. encode_list(select("#", ...), ...))
      return unpack(list, 1, count)
    end
  end
  G[name] = module
  package.loaded[name] = module
end

-- What CONFIGURE has put before the templates that were there; another one takes its place.
local given = { path = "", cpath = "" }

local function give(key, templates)
  local now, before = rawget(package, key), given[key]
  if type(now) ~= "string" then now = "" end
  if templates ~= "" then templates = templates .. ";" end
  given[key] = templates
  local first, last
  if before ~= "" then first, last = find(now, before, 1, true) end
  if first then
    now = sub(now, 1, first - 1) .. templates .. sub(now, last + 1)
  else
    now = templates .. now
  end
  package[key] = now
end

-- Frames that nobody answers: CONFIGURE, PROVIDE and PROFILE.
function rest.prepare(kind, frame)
  if kind == 19 then
    local name, p = decode(frame, 1)
    provide(name, (decode(frame, p)))
  elseif kind == 1 then
    local path, p = decode(frame, 1)
    local cpath = decode(frame, p)
    give("path", path)
    give("cpath", cpath)
  elseif kind == 23 then
    state.sampler = load_text(decode(frame, 16), "=link")(big(frame, 2), big(frame, 7), big(frame, 12), u32, sub, gsub, concat,
      type, pcall, xpcall, next, setmetatable, huge, transfer, state, unpack(sampling))
  else
    real_exit(72)
  end
end

-- Running code with arguments, and functions by name.

local takes_arguments = xpcall(type, type, 1)   -- not in Lua 5.1

local function lookup(path)
  local value = G
  for name in gmatch(path, "[^.]+") do
    if type(value) ~= "table" then return nil end
    value = value[name]
  end
  return value
end

-- What was typed at a prompt: an expression, with or without `=` before it, or statements.
local function load_typed(code, name)
  local marked = find(code, "^%s*=")
  local chunk, why = load_text("return " .. (marked and gsub(code, "^%s*=", "", 1) or code), name)
  if not chunk and not marked then chunk, why = load_text(code, name) end
  return chunk, why
end

-- As `finish`, but shows the values instead of sending them.
local function show(id, _, ok, ...)
  local count = select("#", ...)
  if ok and count > 0 then
    local texts, why = { ... }, nil
    ok, why = pcall(function()
      for i = 1, count do texts[i] = text_of(texts[i]) end
    end)
    if not ok then return finish(id, false, false, { tostring(why), "", why }) end
    flush()
    transfer("output", concat(texts, "\t", 1, count) .. "\n", 3)
    return finish(id, false, true)
  end
  return finish(id, false, ok, ...)
end

function rest.execute(id, bits, name, code, frame, p)
  local count, list = 0, {}
  if byte(frame, p) ~= 144 then count, list = decode_arguments(frame, p) end
  state.inbox, frame = false, nil
  local chunk, why
  local protected = xpcall
  if bits >= 32 then bits, protected, state.sampler = bits - 32, state.sampler or xpcall, false end
  if bits >= 16 then
    chunk, why = load_typed(code, name)
    if not chunk then return answer_error(id, find(why, "<eof>'?$") and 4 or 1, why, "", why) end
    return (bits % 2 == 1 and show or finish)(id, false, protected(chunk, on_error))
  elseif bits >= 8 then
    chunk = lookup(code)
    if chunk == nil then
      return answer_error(id, 0, "there is no function '" .. sub(code, 1, 200) .. "'", "", nil)
    end
  else
    if byte(code, 1) == 35 then code = gsub(code, "^[^\n]*", "", 1) end
    chunk, why = load_text(code, name)
    code = nil
    if not chunk then return answer_error(id, 1, why, "", why) end
  end
  if bits % 8 >= 4 then
    local arguments = {}
    for i = 1, count do arguments[i] = list[i] end
    arguments[0] = gsub(name, "^@", "")
    G.arg = arguments
  end
  local echo = bits % 2 == 1
  if takes_arguments then return finish(id, echo, protected(chunk, on_error, unpack(list, 1, count))) end
  return finish(id, echo, protected(function() return chunk(unpack(list, 1, count)) end, on_error))
end

-- Standard input.

local owner, pending, ended = false, "", false   -- the outermost request, what it has received and not yet read, whether that is all

local function more(most)
  if ended then return false end
  local _, list = request("\147\20", "\210" .. u32(most))
  if list[1] == "" then
    ended = true
    return false
  end
  pending = pending .. list[1]
  return true
end

local function read_line(keep)
  local from = 1
  while true do
    local stop = find(pending, "\n", from, true)
    if stop then
      local line = sub(pending, 1, keep and stop or stop - 1)
      pending = sub(pending, stop + 1)
      return line
    end
    from = #pending + 1
    if not more(65536) then
      if pending == "" then return nil end
      local line = pending
      pending = ""
      return line
    end
  end
end

local function read_count(n)
  if n == 0 then return (pending ~= "" or more(65536)) and "" or nil end
  if pending == "" and not more(n > 65536 and 1048576 or 65536) then return nil end
  if #pending < n then
    local parts, total = { pending }, #pending
    pending = ""
    while total < n and more(n - total > 65536 and 1048576 or 65536) do
      parts[#parts + 1] = pending
      total = total + #pending
      pending = ""
    end
    pending = concat(parts)
  end
  local data = sub(pending, 1, n)
  pending = sub(pending, n + 1)
  return data
end

local function read_number()
  while true do
    local _, stop = find(pending, "^%s*")
    pending = sub(pending, stop + 1)
    if pending ~= "" or not more(65536) then break end
  end
  while #pending < 200 and not find(pending, "^[%w.+-]+[^%w.+-]") and more(65536) do end
  local _, stop = find(pending, "^[+-]?[%x.xXpP]+")
  local text = stop and sub(pending, 1, stop) or ""
  if find(text, "[eEpP]$") then
    local _, longer = find(pending, "^[+-]?%d+", stop + 1)
    if longer then text, stop = sub(pending, 1, longer), longer end
  end
  pending = sub(pending, (stop or 0) + 1)
  return tonumber(text)
end

local function read_all()
  while more(1048576) do end
  local data = pending
  pending = ""
  return data
end

local function read_formats(...)
  if owner ~= open[1] then owner, pending, ended = open[1], "", false end
  local count = select("#", ...)
  if count == 0 then return read_line(false) end
  local results = {}
  for i = 1, count do
    local format = (select(i, ...))
    local value
    if type(format) == "number" then
      value = read_count(format)
    else
      local letter = type(format) == "string" and sub(gsub(format, "^%*", ""), 1, 1) or ""
      if letter == "l" then value = read_line(false)
      elseif letter == "L" then value = read_line(true)
      elseif letter == "n" then value = read_number()
      elseif letter == "a" then value = read_all()
      else error("bad argument #" .. i .. " to 'read' (invalid format)", 3) end
    end
    results[i] = value
    if value == nil then return unpack(results, 1, i) end
  end
  return unpack(results, 1, count)
end

-- Standard streams.

local numbers = { [stdin] = 0, [stdout] = 1, [stderr] = 2 }
local methods = {}
rest.methods = methods

local function writer(stream, ...)
  for i = 1, select("#", ...) do
    local v = (select(i, ...))
    local kind = type(v)
    if kind == "number" then
      v = v .. ""
    elseif kind ~= "string" then
      error("bad argument #" .. i .. " to 'write' (string expected, got " .. kind .. ")", 3)
    end
    if stream == stdout then
      put(v)
    elseif v ~= "" and not state.busy then
      flush()
      transfer("output", v, 2)
    end
  end
end

function rest.find_method(_, name) return methods[name] end

function rest.describe(stream) return "file (std" .. (stream == stdin and "in" or stream == stdout and "out" or "err") .. ")" end

function methods.close() return nil, "cannot close standard file" end

function methods.seek() return nil, "Illegal seek", 29 end

function methods.flush(stream)
  flush()
  return stream
end

function methods.setvbuf(_, how)
  state.immediate, state.left = how == "no" or how == "line", huge
  return true
end

function methods.read(stream, ...)
  if stream == stdin then return read_formats(...) end
  return nil, "Bad file descriptor", 9
end

function methods.lines(stream, ...)
  if stream ~= stdin then error("Bad file descriptor", 2) end
  local formats = { ... }
  local count = select("#", ...)
  return function() return read_formats(unpack(formats, 1, count)) end
end

function methods.write(stream, ...)
  if stream == stdin then return nil, "Bad file descriptor", 9 end
  writer(stream, ...)
  return stream
end

-- The functions of `io`.

local current_input = stdin

function rest.type(v)
  if numbers[v] then return "file" end
  return real_type(v)
end

function rest.write(...)
  local file = state.output
  if not numbers[file] then return real_write(...) end
  if file == stdin then return nil, "Bad file descriptor", 9 end
  writer(file, ...)
  return file
end

function rest.output(file)
  if file ~= nil then state.output = numbers[file] and file or real_output(file) end
  return state.output
end

function rest.input(file)
  if file ~= nil then current_input = numbers[file] and file or real_input(file) end
  return current_input
end

function rest.read(...)
  if current_input == stdin then return read_formats(...) end
  return real_read(...)
end

function rest.lines(name, ...)
  if name ~= nil then return real_lines(name, ...) end
  if current_input == stdin then return methods.lines(stdin, ...) end
  return real_lines()
end

function rest.flush()
  if numbers[state.output] then return flush() end
  return real_flush()
end

function rest.close(file)
  file = file or state.output
  if numbers[file] then return nil, "cannot close standard file" end
  return real_close(file)
end

-- Child processes and the end.

local shares_streams = mode == "stdio" and sub(package.config, 1, 1) == "/"

-- Where the link is standard input and output, a child process must get others.
local function detached(command, redirections)
  if not shares_streams or type(command) ~= "string" then return command end
  return "{ " .. command .. "\n} " .. redirections
end

function rest.execute_command(command)
  if command == nil then return real_execute() end
  flush()
  state.raw = true
  local status, kind, code = real_execute(detached(command, "</dev/null 1>&2"))
  -- What the command wrote comes before what follows here.
  if not state.busy then transfer("write", "\0\0\0\2\145\21") end
  if kind == nil then return status end
  return status, kind, code
end

if find(flags, "popen", 1, true) then
  -- The embedded interpreter is built without popen: a temporary file takes the place of the pipe.
  function rest.popen(command, how)
    how = how or "r"
    if how ~= "r" and how ~= "w" then error("bad argument #2 to 'popen' (invalid mode)", 2) end
    local path = temporary_name()
    flush()
    local status
    if how == "r" then
      status = { real_execute("(" .. command .. "\n) > '" .. path .. "'") }
      -- It has not run: then there is a reason in place of how it ended.
      if not status[1] and status[2] ~= "exit" and status[2] ~= "signal" then
        remove_file(path)
        return nil, status[2], status[3]
      end
    end
    local file, why = open_file(path, how == "r" and "rb" or "wb")
    if not file then return nil, why end
    local proxy = {}
    local meta = { __index = function(_, key)
      local method = file[key]
      return method and function(_, ...) return method(file, ...) end
    end, __name = "FILE*" }
    function proxy.close()
      file:close()
      if how == "w" then
        state.raw = true
        status = { real_execute("(" .. command .. "\n) < '" .. path .. "'") }
      end
      remove_file(path)
      return unpack(status, 1, 3)
    end
    if how == "r" then remove_file(path) end
    return setmetatable(proxy, meta)
  end
else
  function rest.popen(command, how)
    flush()
    state.raw = true
    return real_popen(detached(command, how == "w" and "1>&2" or "</dev/null"), how)
  end
end

function rest.exit(code, close)
  flush()
  -- The codes with which boot.lua ends the process mean what they say only if the script has not chosen them.
  if not state.busy then transfer("write", "\0\0\0\2\145\22") end
  if close == nil then real_exit(code) end
  real_exit(code, close)
end

-- `require "luarium"`: loggers of the host.
function rest.loggers()
  local levels = { debug = 0, info = 1, warning = 2, error = 3 }
  return {
    logger = function(component)
      local logger = {}
      for name, level in next, levels do
        logger[name] = function(_, text)
          local body = "\148\15" .. char(level) .. bin(sub(tostring(component), 1, 64)) .. bin(sub(tostring(text), 1, 8192))
          if not state.busy then transfer("write", u32(#body) .. body) end
        end
      end
      return logger
    end,
  }
end

return rest
