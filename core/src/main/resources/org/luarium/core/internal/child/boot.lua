-- SPDX-License-Identifier: Apache-2.0
-- The side of the link that lives in the VM. Runs unchanged on Lua 5.1 to 5.4 and LuaJIT; docs/protocol.md specifies it.
--
-- Two rules explain the shape of this file:
--   * User code may overwrite every global, so everything needed later is a local captured here.
--   * A soft interrupt is an error raised by a hook of the main Lua thread at any instruction. All reading and writing
--     therefore happens in the coroutine `link`, where that hook does not fire: a frame is never torn, and what is
--     being answered (`open`) changes only there, together with the bytes that say so.
local mode, in_path, out_path, max_frame, flags = ...
max_frame = tonumber(max_frame)
flags = flags or ""

local byte, char, sub, find, gsub, gmatch = string.byte, string.char, string.sub, string.find, string.gsub, string.gmatch
local concat, floor, type, tostring, tonumber = table.concat, math.floor, type, tostring, tonumber
local pcall, xpcall, error, select, next, rawget, setmetatable, getmetatable =
  pcall, xpcall, error, select, next, rawget, setmetatable, getmetatable
local resume, yield = coroutine.resume, coroutine.yield
local traceback, collect, real_exit = debug.traceback, collectgarbage, os.exit
local unpack = table.unpack or unpack
local pack = string.pack
local math_type = math.type
local huge, frexp, ldexp = math.huge, math.frexp, math.ldexp
local package, open_file, remove_file, temporary_name = package, io.open, os.remove, os.tmpname
local load_text = loadstring or load
local G = _G

local input, output
if mode == "fifo" then
  input, output = io.open(in_path, "rb"), io.open(out_path, "wb")
  if not (input and output) then real_exit(71) end
else
  input, output = io.stdin, io.stdout
end
output:setvbuf("no")
local read_bytes, write_bytes = input.read, output.write

-- MessagePack, the part that the link uses: nil, booleans, integers, doubles, bin, arrays, maps, ext.

local function u32(n)
  return char(floor(n / 16777216) % 256, floor(n / 65536) % 256, floor(n / 256) % 256, n % 256)
end

local function bin(s)
  local n = #s
  if n < 256 then return "\196" .. char(n) .. s end
  return "\198" .. u32(n) .. s
end

local encode_number
if pack then
  encode_number = function(v)
    if math_type(v) == "integer" then
      if v >= 0 and v < 128 then return char(v) end
      return pack(">Bi8", 211, v)
    end
    return pack(">Bd", 203, v)
  end
else
  local function halves(lead, high, low) return char(lead) .. u32(high) .. u32(low) end
  encode_number = function(v)
    if v == floor(v) and v > -9007199254740992 and v < 9007199254740992 and (v ~= 0 or 1 / v > 0) then
      if v >= 0 and v < 128 then return char(v) end
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
end

local function reference(v)
  local kind = type(v)
  local ok, text = pcall(tostring, v)
  text = kind .. "\0" .. sub(ok and type(text) == "string" and text or kind, 1, 200)
  return "\199" .. char(#text) .. "\16" .. text
end

local encode_table

local function encode(v)
  local kind = type(v)
  if kind == "string" then return bin(v) end
  if kind == "number" then return encode_number(v) end
  if v == nil then return "\192" end
  if v == true then return "\195" end
  if v == false then return "\194" end
  if kind == "table" then
    local pieces = { n = 0, size = 0 }
    encode_table(v, pieces, {}, 1)
    return concat(pieces, "", 1, pieces.n)
  end
  return reference(v)
end

encode_table = function(t, pieces, path, depth)
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
      add(encode(v))
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

local function encode_list(count, ...)
  if count == 0 then return "\144" end
  if count == 1 then return "\145" .. encode((...)) end
  local pieces, list = { "\221" .. u32(count) }, { ... }
  for i = 1, count do pieces[i + 1] = encode(list[i]) end
  return concat(pieces)
end

local decode

local function big(s, p, n)
  local v = 0
  for i = p, p + n - 1 do v = v * 256 + byte(s, i) end
  return v
end

local unpack_number = string.unpack
local function decode_double(s, p)
  if unpack_number then return (unpack_number(">d", s, p)) end
  local high, low = big(s, p, 4), big(s, p + 4, 4)
  local sign = high >= 2147483648 and -1 or 1
  local e = floor(high / 1048576) % 2048
  local m = (high % 1048576) * 4294967296 + low
  if e == 2047 then return m == 0 and sign * huge or 0 / 0 end
  if e == 0 then return sign * ldexp(m, -1074) end
  return sign * ldexp(m + 4503599627370496, e - 1075)
end

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
    local n = big(s, p + 1, 4)
    return sub(s, p + 5, p + 4 + n), p + 5 + n
  elseif b == 192 then return nil, p + 1
  elseif b == 194 then return false, p + 1
  elseif b == 195 then return true, p + 1
  elseif b == 203 then return decode_double(s, p + 1), p + 9
  elseif b == 211 then
    if unpack_number then return (unpack_number(">i8", s, p + 1)), p + 9 end
    local high = big(s, p + 1, 4)
    if high >= 2147483648 then high = high - 4294967296 end
    return high * 4294967296 + big(s, p + 5, 4), p + 9
  elseif b == 221 then return decode_list(s, p + 5, big(s, p + 1, 4), {})
  elseif b == 223 then
    local t, k, v = {}
    local count = big(s, p + 1, 4)
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
  local count = big(s, p + 1, 4)
  local list = decode_list(s, p + 5, count, {})
  return count, list
end

-- Output: whole lines wait in `lines`, joined only when they are sent; after an io.write, all that follows waits in `pieces`.
-- An interrupt may strike between any two steps, so text is stored first and counted afterwards.

local BLOCK = 32768
local lines, line_count, other_lines = {}, 0, {}
local pieces, piece_count = nil, 0
local size = 0   -- about how much waits: an interrupt may leave it wrong
local immediate = false

-- Takes what waits. Only for `link`: while it runs, finalizers may print, and find the other buffer.
local function take()
  local old, count, parts, part_count = lines, line_count, pieces, piece_count
  lines, other_lines, line_count, pieces, piece_count, size = other_lines, old, 0, nil, 0, 0
  local text = ""
  if count > 0 then
    old[count + 1] = ""
    text = concat(old, "\n", 1, count + 1)
  end
  if part_count > 0 then text = text .. concat(parts, "", 1, part_count) end
  return text
end

local function output_frame(stream, text)
  local n = #text
  return u32(n + 8) .. "\147\17" .. char(stream) .. "\198" .. u32(n) .. text
end

-- The coroutine in which every frame is read and written.

local READ, WRITE, ANSWER, FLUSH, FINISH = 1, 2, 3, 4, 5
local inbox         -- the frame that was read last, until it is taken
local open = {}     -- ids of the requests that still need an answer, the innermost last
local depth = 0
local busy = false  -- inside `link`, where a finalizer of user code may be running

local function send(data)
  local written, _, code
  repeat written, _, code = write_bytes(output, data) until written or code ~= 4   -- as below
  if not written then real_exit(0) end
end

-- Sends text in frames that the host takes, but for a rest of at most `keep` bytes, which it returns.
local function send_output(text, keep)
  local length, from = #text, 1
  local most = max_frame - 16
  if most > 1048576 then most = 1048576 end
  if length <= keep then return text end
  while from <= length do
    send(output_frame(1, sub(text, from, from + most - 1)))
    from = from + most
  end
  return ""
end

local link = coroutine.create(function(op, data, tail)
  while true do
    busy = true
    if op == READ then
      local head, _, code
      repeat head, _, code = read_bytes(input, 4) until head or code ~= 4   -- 4: a signal came before the first byte (Lua 5.4 has no SA_RESTART)
      if not head or #head < 4 then real_exit(0) end
      local size = big(head, 1, 4)
      if size < 2 or size > max_frame then real_exit(72) end
      local frame = read_bytes(input, size)
      if not frame or #frame < size then real_exit(0) end
      if byte(frame, 2) == 16 then
        depth = depth + 1
        open[depth] = sub(frame, 4, 7)
      end
      inbox = frame
    else
      if op == FLUSH then
        data = send_output(take(), 0)
      elseif op == FINISH then
        data = data .. bin(send_output(take(), BLOCK)) .. tail
        data = u32(#data) .. data
      end
      if data ~= "" then send(data) end
      if op == ANSWER or op == FINISH then
        open[depth] = nil
        depth = depth - 1
      end
    end
    busy = false
    op, data, tail = yield()
  end
end)

local function transfer(op, data, tail)
  local ok, why = resume(link, op, data, tail)
  if not ok then real_exit(find(tostring(why), "not enough memory", 1, true) and 73 or 74) end
end

local function flush()
  if (line_count > 0 or piece_count > 0) and not busy then transfer(FLUSH) end
end

-- Answers the innermost request from inside this file: kind 2 interrupted, 3 out of memory.
local function answer_bare(kind)
  flush()
  transfer(ANSWER, "\0\0\0\15\151\7\206" .. open[depth] .. "\196\0" .. char(kind) .. "\196\0\196\0\192")
end

local function put_line(text)
  if pieces then
    pieces[piece_count + 1], pieces[piece_count + 2] = text, "\n"
    piece_count = piece_count + 2
  else
    lines[line_count + 1] = text
    line_count = line_count + 1
  end
  size = size + #text + 1
  if size >= BLOCK or immediate then flush() end
end

local function put(text)
  if text == "" then return end
  if not pieces then
    local fresh = {}   -- a finalizer may print here
    pieces = pieces or fresh
  end
  pieces[piece_count + 1] = text
  piece_count = piece_count + 1
  size = size + #text
  if size >= BLOCK or immediate then flush() end
end

local function texts_of(count, ...)
  local texts, list = {}, { ... }
  for i = 1, count do
    local text = tostring(list[i])
    if type(text) ~= "string" then error("'tostring' must return a string to 'print'", 0) end
    texts[i] = text
  end
  return concat(texts, "\t")
end

local function print_values(count, ...)
  put_line(texts_of(count, ...))
end

function G.print(...)
  local first = ...
  if type(first) == "string" and select("#", ...) == 1 then return put_line(first) end
  put_line(texts_of(select("#", ...), ...))
end

-- Requests to the host.

local calls = 0
local serve_one

local function request(head, body)
  if busy then error("the host cannot be called from a finalizer", 0) end
  flush()
  calls = (calls + 1) % 4294967296
  local id = u32(calls)
  transfer(WRITE, u32(#head + 5 + #body) .. head .. "\206" .. id .. body)
  local level = depth
  while true do
    local ok, reply = pcall(serve_one, id)
    if not ok then
      -- The interrupt struck in this file: nested requests get their answer, then the error goes on to user code.
      if depth > level then inbox = nil end
      while depth > level do answer_bare(2) end
      error(reply, 0)
    end
    if reply then
      local count, list = decode_arguments(reply, 8)
      if byte(reply, 2) == 7 then error(list[1], 0) end
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

-- Running code.

local function name_of(kind, value)
  return kind == "nil" and "a nil value" or "a " .. kind .. " value"
end

local function on_error(value)
  local text = value
  if type(value) ~= "string" then
    local meta = getmetatable(value)
    if type(meta) == "table" and rawget(meta, "__tostring") or type(value) == "number" then
      local ok, shown = pcall(tostring, value)
      text = ok and type(shown) == "string" and shown or "(error object is " .. name_of(type(value)) .. ")"
    else
      text = "(error object is " .. name_of(type(value)) .. ")"
    end
  end
  local trace = traceback("", 2)
  -- What lies below the chunk is this file: of no interest to the author of the chunk.
  local cut = find(trace, "\n\t[C]: in function 'xpcall'", 1, true) or find(trace, "\n\t[C]: in xpcall", 1, true)
  return { text, sub(trace, 2, cut and cut - 1), value }
end

local raw = false   -- whether a child process may have written to descriptors 1 and 2 itself

local function answer(body)
  transfer(ANSWER, u32(#body) .. body)
end

local function answer_error(id, kind, message, trace, value)
  if #message > 65536 then message = sub(message, 1, 65536) .. "..." end
  local ok, encoded = pcall(encode, value)
  if not ok or #encoded > max_frame / 2 then encoded = "\192" end
  flush()
  answer("\151\7\206" .. id .. bin("") .. char(kind) .. bin(message) .. bin(trace) .. encoded)
  raw = false
end

local function finish(id, echo, ok, ...)
  if not ok then
    local failure = ...
    if type(failure) ~= "table" then failure = { tostring(failure), "", failure } end
    local kind = failure[1] == "not enough memory" and 3 or find(failure[1], "interrupted!", 1, true) and 2 or 0
    return answer_error(id, kind, failure[1], failure[2], failure[3])
  end
  local count = select("#", ...)
  local encoded_ok, values
  if count == 0 then
    encoded_ok, values = true, "\144"
  else
    encoded_ok, values = pcall(encode_list, count, ...)
    if encoded_ok and #values + 64 > max_frame then
      encoded_ok, values = false, "values larger than the frame limit of " .. max_frame .. " bytes"
    end
    if not encoded_ok then return answer_error(id, 0, tostring(values), "", nil) end
    if echo then
      local printed, why = pcall(print_values, count, ...)
      if not printed then return answer_error(id, 0, tostring(why), "", nil) end
    end
  end
  if #values + size + 64 > max_frame then flush() end
  transfer(FINISH, "\149\6\206" .. id, values .. (raw and "\195" or "\194"))
  raw = false
end

local pending, ended = "", false   -- standard input that was received and not yet read

local function lookup(path)
  local value = G
  for name in gmatch(path, "[^.]+") do
    if type(value) ~= "table" then return nil end
    value = value[name]
  end
  return value
end

local run_with = xpcall
if not pack and not jit then
  -- Lua 5.1 has no xpcall with arguments; 5.2 has, but this form works there too.
  run_with = function(f, handler, ...)
    local count, list = select("#", ...), { ... }
    return xpcall(function() return f(unpack(list, 1, count)) end, handler)
  end
end

-- [16, id, flags, chunk name, code, arguments]; flags: 1 echo, 2 immediate output, 4 set `arg`, 8 the code names a function
local function execute(frame)
  local id, bits = sub(frame, 4, 7), byte(frame, 8)
  local n = byte(frame, 10)
  local name = sub(frame, 11, 10 + n)
  local p = 11 + n
  local length = big(frame, p + 1, 4)
  local code = sub(frame, p + 5, p + 4 + length)
  p = p + 5 + length
  local count, list = -1, nil
  if byte(frame, p) ~= 144 then count, list = decode_arguments(frame, p) end
  inbox, frame = nil, nil
  if depth == 1 then pending, ended = "", false end
  immediate = bits % 4 >= 2
  local echo = bits % 2 == 1
  local chunk, why
  if bits % 16 >= 8 then
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
  if count < 0 then return finish(id, echo, xpcall(chunk, on_error)) end
  if bits % 8 >= 4 then
    local arguments = {}
    for i = 1, count do arguments[i] = list[i] end
    arguments[0] = gsub(name, "^@", "")
    G.arg = arguments
  end
  return finish(id, echo, run_with(chunk, on_error, unpack(list, 1, count)))
end

-- Serves one frame. Returns the frame if it is the reply to the call `awaited`.
serve_one = function(awaited)
  if not inbox then transfer(READ) end
  local frame = inbox
  local kind = byte(frame, 2)
  if kind == 16 then
    execute(frame)
  else
    inbox = nil
    if kind == 6 or kind == 7 then
      if awaited and sub(frame, 4, 7) == awaited then return frame end
    elseif kind == 18 then
      transfer(WRITE, u32(7) .. "\146\18\206" .. sub(frame, 4, 7))
    elseif kind == 19 then
      local name, p = decode(frame, 3)
      provide(name, (decode(frame, p)))
    elseif kind == 1 then
      local path, p = decode(frame, 3)
      local cpath = decode(frame, p)
      if path ~= "" then package.path = path .. ";" .. package.path end
      if cpath ~= "" then package.cpath = cpath .. ";" .. package.cpath end
    else
      real_exit(72)
    end
  end
end

-- Standard streams. The real ones are not the link's business; these objects stand for them.

local real_io_type, real_output, real_input, real_write, real_read, real_lines =
  io.type, io.output, io.input, io.write, io.read, io.lines
local streams = {}
local current_output, current_input

local function writer(stream, ...)
  for i = 1, select("#", ...) do
    local v = (select(i, ...))
    local kind = type(v)
    if kind == "number" then
      v = tostring(v)
    elseif kind ~= "string" then
      error("bad argument #" .. i .. " to 'write' (string expected, got " .. (v == nil and "nil" or kind) .. ")", 3)
    end
    if stream == 1 then
      put(v)
    elseif v ~= "" and not busy then
      flush()
      for from = 1, #v, BLOCK do
        local piece = sub(v, from, from + BLOCK - 1)
        transfer(WRITE, output_frame(2, piece))
      end
    end
  end
end

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

local function new_stream(number, name)
  local methods = {}
  local self = setmetatable({}, {
    __index = methods,
    __name = "FILE*",
    __tostring = function() return "file (" .. name .. ")" end,
    __metatable = "standard stream",
  })
  streams[self] = number
  function methods.close() return nil, "cannot close standard file" end
  function methods.seek() return nil, "Illegal seek", 29 end
  function methods.flush() flush() return self end
  function methods.setvbuf(_, how)
    immediate = how == "no" or how == "line"
    return true
  end
  if number == 0 then
    function methods.read(_, ...) return read_formats(...) end
    function methods.lines(_, ...)
      local formats = { ... }
      local count = select("#", ...)
      return function() return read_formats(unpack(formats, 1, count)) end
    end
    function methods.write() return nil, "Bad file descriptor", 9 end
  else
    function methods.write(_, ...)
      writer(number, ...)
      return self
    end
    function methods.read() return nil, "Bad file descriptor", 9 end
    function methods.lines() error("Bad file descriptor", 2) end
  end
  return self
end

local stdin, stdout, stderr = new_stream(0, "stdin"), new_stream(1, "stdout"), new_stream(2, "stderr")
io.stdin, io.stdout, io.stderr = stdin, stdout, stderr
current_output, current_input = stdout, stdin

function io.type(v)
  if streams[v] then return "file" end
  return real_io_type(v)
end

function io.write(...)
  if streams[current_output] == 1 then
    local text = ...
    if type(text) == "string" and select("#", ...) == 1 then
      put(text)
    else
      writer(1, ...)
    end
    return current_output
  elseif streams[current_output] then
    return current_output:write(...)
  end
  return real_write(...)
end

function io.output(file)
  if file == nil then return current_output end
  if streams[file] then
    current_output = file
  else
    current_output = real_output(file)
  end
  return current_output
end

function io.input(file)
  if file == nil then return current_input end
  if streams[file] then
    current_input = file
  else
    current_input = real_input(file)
  end
  return current_input
end

function io.read(...)
  if current_input == stdin then return read_formats(...) end
  return real_read(...)
end

function io.lines(name, ...)
  if name == nil then
    if current_input == stdin then return stdin:lines(...) end
    return real_lines()
  end
  return real_lines(name, ...)
end

local real_flush, real_close = io.flush, io.close
function io.flush()
  if streams[current_output] then return flush() end
  return real_flush()
end

function io.close(file)
  file = file or current_output
  if streams[file] then return nil, "cannot close standard file" end
  return real_close(file)
end

-- Child processes and the end.

local real_execute, real_popen = os.execute, io.popen
local shares_streams = mode == "stdio" and sub(package.config, 1, 1) == "/"

-- Where the link is standard input and output, a child process must get others.
local function detached(command, redirections)
  if not shares_streams or type(command) ~= "string" then return command end
  return "{ " .. command .. "\n} " .. redirections
end

function os.execute(command)
  if command == nil then return real_execute() end
  flush()
  raw = true
  local status, kind, code = real_execute(detached(command, "</dev/null 1>&2"))
  -- What the command wrote comes before what follows here.
  if not busy then transfer(WRITE, "\0\0\0\2\145\21") end
  if kind == nil then return status end
  return status, kind, code
end

if find(flags, "popen", 1, true) then
  -- The embedded interpreter is built without popen: a temporary file takes the place of the pipe.
  function io.popen(command, how)
    how = how or "r"
    if how ~= "r" and how ~= "w" then error("bad argument #2 to 'popen' (invalid mode)", 2) end
    local path = temporary_name()
    flush()
    local status
    if how == "r" then status = { real_execute("(" .. command .. "\n) > '" .. path .. "'") } end
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
        raw = true
        status = { real_execute("(" .. command .. "\n) < '" .. path .. "'") }
      end
      remove_file(path)
      return unpack(status, 1, 3)
    end
    if how == "r" then remove_file(path) end
    return setmetatable(proxy, meta)
  end
else
  function io.popen(command, how)
    flush()
    raw = true
    return real_popen(detached(command, how == "w" and "1>&2" or "</dev/null"), how)
  end
end

function os.exit(code, close)
  flush()
  -- The codes with which this file ends the process mean what they say only if the script has not chosen them.
  if not busy then transfer(WRITE, "\0\0\0\2\145\22") end
  if close == nil then real_exit(code) end
  real_exit(code, close)
end

-- `require "luarium"`: loggers of the host.
package.preload.luarium = function()
  local levels = { debug = 0, info = 1, warning = 2, error = 3 }
  return {
    logger = function(component)
      local logger = {}
      for name, level in next, levels do
        logger[name] = function(_, text)
          local body = "\148\15" .. char(level) .. bin(sub(tostring(component), 1, 64)) .. bin(sub(tostring(text), 1, 8192))
          if not busy then transfer(WRITE, u32(#body) .. body) end
        end
      end
      return logger
    end,
  }
end

G.arg = nil
local hello = "\148\0\1" .. bin(_VERSION) .. bin(jit and jit.version or "")
transfer(WRITE, u32(#hello) .. hello)
collect()
collect()

local function serve()
  while true do serve_one() end
end

-- An interrupt or another error met this file instead of user code. The request gets its answer all the same.
local function recover(why)
  local level = depth
  inbox = nil
  if why == "not enough memory" then
    collect()   -- the script has ended, so what filled the memory is garbage now
    collect()
    answer_bare(3)
  elseif type(why) ~= "string" or find(why, "interrupted!", 1, true) then
    answer_bare(2)
  elseif not pcall(answer_error, open[depth], 0, why, "", nil) and depth == level then
    answer_bare(2)
  end
end

while true do
  local ok, why = pcall(serve)
  while not ok and depth > 0 do pcall(recover, why) end
end
