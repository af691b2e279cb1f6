-- SPDX-License-Identifier: Apache-2.0
-- The side of the link that lives in the VM. Runs unchanged on Lua 5.1 to 5.4 and LuaJIT; docs/protocol.md specifies it.
--
-- Three rules explain the shape of this file:
--   * User code may overwrite every global, so everything needed later is a local captured here.
--   * A soft interrupt is an error raised by a hook of the main Lua thread at any instruction. All reading and writing
--     therefore happens in the coroutine `link`, where that hook does not fire: a frame is never torn, and what is
--     being answered (`open`) changes only there, together with the bytes that say so.
--   * Every process carries what is here, and many of them wait for most of their life. So only what a small script
--     needs is here; all else is in rest.lua, which is loaded when it is first used.
local mode, in_path, out_path, max_frame, flags = ...
max_frame = tonumber(max_frame)

local byte, char, sub, find, concat = string.byte, string.char, string.sub, string.find, table.concat
local type, tostring, select, error, pcall, xpcall = type, tostring, select, error, pcall, xpcall
local rawget, getmetatable, setmetatable = rawget, getmetatable, setmetatable
local create, resume, yield = coroutine.create, coroutine.resume, coroutine.yield
local next = next
local traceback, collect, real_exit, time, huge = debug.traceback, collectgarbage, os.exit, os.time, math.huge
local unpack = table.unpack or unpack
local pack, math_type = string.pack, math.type
local load_pieces, load_text = load, loadstring or load
local G = _G

local input, output
if mode == "fifo" then
  input, output = io.open(in_path, "rb"), io.open(out_path, "wb")
else
  input, output = io.stdin, io.stdout
end
-- Open from the beginning, because later the process may not be able to open files.
local rest_file = io.open(arg[0] .. ".rest", "rb")
if not (input and output and rest_file) then real_exit(71) end
output:setvbuf("no")
rest_file:setvbuf("no")
local read_bytes, write_bytes, seek = input.read, output.write, input.seek

-- What rest.lua changes too. No field is ever nil, so that setting one needs no memory.
local state = {
  depth = 0,           -- how many requests are open
  inbox = false,       -- the fields of the frame that was read last, until they are taken
  kind = 0,            -- the type of that frame
  busy = false,        -- inside `link`, where a finalizer of user code may be running
  immediate = false,   -- whether each write is sent at once
  left = huge,         -- how many more are, in this second
  second = 0,          -- which second that is
  raw = false,         -- whether a child process may have written to descriptors 1 and 2 itself
  output = false,      -- the current output file
  asking = false,      -- whether an answer of the host is awaited
  sampler = false,     -- what runs the next script and samples it
  stop = false,        -- ends that, while it lasts
}
local open = {}        -- ids of the requests that still need an answer, the innermost last

-- The rest. An error or an interrupt on the way does no harm: nothing has changed before it is complete, and it is loaded
-- again when it is needed again.

local kit           -- what it gets from this file
local rest          -- its functions by name
local stream_meta   -- of the objects that stand for standard files

local function load_rest()
  seek(rest_file, "set")
  local chunk, why = load_pieces(function() return read_bytes(rest_file, 4096) end, "=link")
  if not rest then   -- else a finalizer that ran meanwhile has loaded it
    if not chunk then error(why, 0) end
    local fresh = chunk(unpack(kit))
    rest = rest or fresh
  end
  stream_meta.__index = rest.methods
  return rest
end

local function late(name, ...)
  return (rest or load_rest())[name](...)
end

-- MessagePack, the part that small scripts need.

local function u32(n)
  if n < 256 then return char(0, 0, 0, n) end
  local low, middle, high = n % 256, n % 65536, n % 16777216
  return char((n - high) / 16777216, (high - middle) / 65536, (middle - low) / 256, low)
end

local function bin(s)
  local n = #s
  if n < 256 then return "\196" .. char(n) .. s end
  return "\198" .. u32(n) .. s
end

local function encode(v, kind)
  if kind == "number" then
    local whole
    if math_type then
      whole = math_type(v) == "integer"
    else
      whole = v % 1 == 0 and (v ~= 0 or 1 / v > 0)
    end
    if whole and v >= 0 and v < 128 then return char(v) end
    if pack then return whole and pack(">Bi8", 211, v) or pack(">Bd", 203, v) end
  elseif kind == "string" then return bin(v)
  elseif v == nil then return "\192"
  elseif v == true then return "\195"
  elseif v == false then return "\194"
  end
  return late("encode", v, kind)
end

-- Output: whole lines wait in `lines`, joined only when they are sent; after an io.write, all that follows waits in `pieces`.
-- An interrupt may strike between any two steps, so text is stored first and counted afterwards.

local lines, line_count, other_lines = {}, 0, {}
local pieces, piece_count = nil, 0
local size = 0   -- about how much waits: an interrupt may leave it wrong

-- Takes what waits. Only for `link`: while it runs, finalizers may print, and find the other buffer.
local function take()
  local old, count, parts, part_count = lines, line_count, pieces, piece_count
  lines, other_lines, line_count, pieces, piece_count, size = other_lines, old, 0, nil, 0, 0
  if count == 1 and not parts then return old[1] .. "\n" end
  local text = ""
  if count > 0 then
    old[count + 1] = ""
    text = concat(old, "\n", 1, count + 1)
  end
  if part_count > 0 then text = text .. concat(parts, "", 1, part_count) end
  return text
end

-- The coroutine in which every frame is read and written.

local function send(data)
  local written, _, code
  repeat written, _, code = write_bytes(output, data) until written or code ~= 4   -- as below
  if not written then real_exit(0) end
end

-- Sends text in frames that the host takes.
local function send_output(stream, text)
  local most = max_frame - 16
  if most > 1048576 then most = 1048576 end
  for from = 1, #text, most do
    local piece = sub(text, from, from + most - 1)
    send(u32(#piece + 8) .. "\147\17" .. char(stream) .. "\198" .. u32(#piece) .. piece)
  end
end

local link = coroutine.create(function(op, data, tail)
  while true do
    state.busy = true
    if op == "finish" then
      local text = "\196\0"
      if line_count > 0 or piece_count > 0 then
        text = take()
        if #text > 32768 then
          send_output(1, text)
          text = ""
        end
        text = bin(text)
      end
      send(u32(#text + #data + #tail + 7) .. "\149\6\206" .. open[state.depth] .. text .. data .. tail)
    elseif op == "flush" then
      send_output(1, take())
    elseif op == "output" then
      send_output(tail, data)
    elseif op ~= "read" then
      send(data)
    end
    if op == "finish" or op == "answer" then
      open[state.depth] = nil
      state.depth = state.depth - 1
    end
    -- What comes after a result is the next frame, so one switch serves both.
    if op == "read" or op == "finish" then
      local head, _, code
      repeat head, _, code = read_bytes(input, 6) until head or code ~= 4   -- 4: a signal came before the first byte (Lua 5.4 has no SA_RESTART)
      if not head or #head < 6 then real_exit(0) end
      local a, b, c, d, _, kind = byte(head, 1, 6)
      local length = ((a * 256 + b) * 256 + c) * 256 + d - 2
      if length < 0 or length > max_frame - 2 then real_exit(72) end
      local frame = read_bytes(input, length)
      if not frame or #frame < length then real_exit(0) end
      if kind == 16 then
        local depth = state.depth + 1
        open[depth] = sub(frame, 2, 5)
        state.depth = depth
      end
      state.kind, state.inbox = kind, frame
    end
    state.busy = false
    op, data, tail = yield()
  end
end)

local function transfer(op, data, tail)
  local ok, why = resume(link, op, data, tail)
  if not ok then real_exit(find(tostring(why), "not enough memory", 1, true) and 73 or 74) end
end

local function flush()
  if (line_count > 0 or piece_count > 0) and not state.busy then transfer("flush") end
end

-- Answers the innermost request from inside this file: kind 2 interrupted, 3 out of memory.
local function answer_bare(kind)
  flush()
  transfer("answer", "\0\0\0\15\151\7\206" .. open[state.depth] .. "\196\0" .. char(kind) .. "\196\0\196\0\192")
end

-- Whether what is sent at once is sent now. At a prompt, a thousand writes in each second are; what writes more than people can read is sent in
-- blocks as ever, and asks for the time at every sixteenth write.
local function due()
  local left = state.left
  if left > 0 then
    state.left = left - 1
    return true
  end
  local now = time()
  if now == state.second then return false end
  state.second, state.left = now, 1000
  return true
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
  if size >= 32768 or state.immediate and (state.left > 0 or (line_count + piece_count) % 16 == 0) and due() then flush() end
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
  if size >= 32768 or state.immediate and (state.left > 0 or (line_count + piece_count) % 16 == 0) and due() then flush() end
end

local function text_of(value)
  local text = tostring(value)
  if type(text) ~= "string" then error("'tostring' must return a string to 'print'", 0) end
  return text
end

local function print(...)
  local count, first = select("#", ...), ...
  if count == 1 then return put_line(type(first) == "string" and first or text_of(first)) end
  local texts = { ... }
  for i = 1, count do texts[i] = text_of(texts[i]) end
  put_line(concat(texts, "\t"))
end

-- Running code.

local function on_error(value)
  local text = value
  if type(value) ~= "string" then
    local meta = getmetatable(value)
    local ok, shown = false, nil
    if type(meta) == "table" and rawget(meta, "__tostring") or type(value) == "number" then
      ok, shown = pcall(tostring, value)
    end
    text = ok and type(shown) == "string" and shown
      or "(error object is a " .. type(value) .. " value)"
  end
  local trace = traceback("", 2)
  -- What lies below the chunk is this file: of no interest to the author of the chunk.
  local cut = find(trace, "\n\t[C]: in function 'xpcall'", 1, true) or find(trace, "\n\t[C]: in xpcall", 1, true)
  return { text, sub(trace, 2, cut and cut - 1), value }
end

local function answer_error(id, kind, message, trace, value)
  if #message > 65536 then message = sub(message, 1, 65536) .. "..." end
  local ok, encoded = pcall(encode, value, type(value))
  if not ok or #encoded > max_frame / 2 then encoded = "\192" end
  flush()
  local body = "\151\7\206" .. id .. "\196\0" .. char(kind) .. bin(message) .. bin(trace) .. encoded
  transfer("answer", u32(#body) .. body)
  state.raw = false
end

local function finish(id, echo, ok, ...)
  local count, first = select("#", ...), ...
  if not ok then
    if type(first) ~= "table" then first = { tostring(first), "", first } end
    local kind = first[1] == "not enough memory" and 3 or find(first[1], "interrupted!", 1, true) and 2 or 0
    return answer_error(id, kind, first[1], first[2], first[3])
  end
  local kind = type(first)
  local values = "\144"
  if count == 1 and kind ~= "table" then
    values = "\145" .. encode(first, kind)
  elseif count > 0 then
    ok, values = pcall(late, "encode_list", count, ...)
  end
  if ok and #values + 64 > max_frame then
    ok, values = false, "values larger than the frame limit of " .. max_frame .. " bytes"
  end
  if ok and echo and count > 0 then
    if count == 1 and (kind == "number" or kind == "string") then
      put_line(first .. "")
    else
      local why
      ok, why = pcall(print, ...)
      if not ok then values = why end
    end
  end
  if not ok then return answer_error(id, 0, tostring(values), "", nil) end
  if #values + size + 64 > max_frame then flush() end
  local raw = state.raw and "\195" or "\194"
  state.raw = false
  return transfer("finish", values, raw)
end

-- EXEC: id, flags, chunk name, code, arguments; flags: 1 echo, 2 immediate output, 4 set `arg`, 8 the code names a function,
-- 16 the code was typed at a prompt, 32 its stacks are sampled
local function execute(frame)
  local id = open[state.depth]
  local bits, _, n = byte(frame, 6, 8)
  local name = sub(frame, 9, 8 + n)
  local p = n + 10
  local a, b, c, d, first = byte(frame, p, p + 4)
  n = p + 4 + ((a * 256 + b) * 256 + c) * 256 + d
  local code = sub(frame, p + 4, n - 1)
  state.immediate, state.left = bits % 4 >= 2, bits % 32 < 16 and huge or 1000
  -- Where the list of arguments is one byte long, it is empty.
  if bits > 3 or n < #frame then return late("execute", id, bits, name, code, frame, n) end
  state.inbox, frame = false, nil
  if first == 35 then code = sub(code, find(code, "\n", 1, true) or #code + 1) end
  local chunk, why = load_text(code, name)
  code = nil
  if not chunk then return answer_error(id, 1, why, "", why) end
  return finish(id, bits % 2 == 1, xpcall(chunk, on_error))
end

-- Serves one frame. Returns the fields and the type of a reply to the call `awaited`, else nothing.
local function serve_one(awaited)
  if not state.inbox then transfer("read") end
  local frame, kind = state.inbox, state.kind
  if kind == 16 then return execute(frame) end
  if kind == 1 or kind == 19 then
    -- Whoever interrupts means the script, which may come right after these. So no interrupt strikes in them, and where hooks
    -- do not keep to one coroutine, they are done again.
    local ok, why = resume(create(late), "prepare", kind, frame)
    if ok or not find(tostring(why), "interrupted!", 1, true) then state.inbox = false end
    if not ok then error(why, 0) end
    return
  end
  state.inbox = false
  if kind == 6 or kind == 7 then
    if awaited and sub(frame, 2, 5) == awaited then return frame, kind end
  elseif kind == 18 then
    transfer("write", "\0\0\0\7\146\18" .. frame)
  else
    late("prepare", kind, frame)
  end
end

-- What scripts see of this.

local function later(name)
  return function(...) return late(name, ...) end
end

-- The real standard files are not the link's business; these objects stand for them.
stream_meta = { __index = later("find_method"), __tostring = later("describe"), __name = "FILE*", __metatable = "standard stream" }
local stdin, stdout, stderr = setmetatable({}, stream_meta), setmetatable({}, stream_meta), setmetatable({}, stream_meta)
state.output = stdout

-- Which of Lua's library is left out: words of `flags`.
local strict, full = find(flags or "", "strict", 1, true), find(flags or "", "full", 1, true)
local native = find(flags or "", "native", 1, true)

local function refuse() error("this VM opens no files", 0) end

kit = {
  byte, char, sub, find, string.gsub, string.gmatch, string.unpack or false, concat,
  math.floor, math.huge, math.frexp or false, math.ldexp or false,
  type, tostring, tonumber, pcall, xpcall, error, select, next, rawget, setmetatable, unpack, load_text,
  max_frame, flags or "", mode, package, G, real_exit, os.execute, io.popen or false, os.remove, os.tmpname,
  io.open, io.type, strict and refuse or io.output, strict and refuse or io.input, io.write, io.read, strict and refuse or io.lines,
  io.flush, io.close,
  u32, bin, encode, transfer, flush, put, text_of, answer_bare, answer_error, on_error, finish, serve_one,
  state, open, stdin, stdout, stderr,
  { time, collect, debug.getinfo, debug.sethook, debug.gethook, coroutine.running, coroutine, package.preload["jit.profile"] or false },
}

G.print, G.arg = print, nil
for name in string.gmatch("type output input read lines flush close popen", "%a+") do io[name] = later(name) end
io.stdin, io.stdout, io.stderr = stdin, stdout, stderr
os.execute, os.exit, package.preload.luarium = later("execute_command"), later("exit"), later("loggers")

function io.write(...)
  local text = ...
  if type(text) == "string" and select("#", ...) == 1 and state.output == stdout then
    put(text)
    return stdout
  end
  return (rest or load_rest()).write(...)
end

-- What a script does without. This keeps mistakes away; what keeps attacks away is the kernel.

local BINARY = "attempt to load a binary chunk (mode is 't')"

-- Lua 5.1 has no parameter for the kind of chunk, so the first byte tells.
local function load_source_51()
  local real, real_string, open_file = load, loadstring, io.open
  local function checked(text, name)
    if type(text) == "string" and byte(text) == 27 then return nil, BINARY end
    return real_string(text, name)
  end
  local function file(path)
    local source, why = open_file(path, "rb")
    if not source then return nil, why end
    local text = read_bytes(source, "*a")
    source:close()
    if byte(text) == 35 then text = string.gsub(text, "^[^\n]*", "", 1) end
    return checked(text, "@" .. path)
  end
  return function(pieces, name)
    local first = true
    return real(function()
      local piece = pieces()
      if first and type(piece) == "string" and piece ~= "" then
        first = false
        if byte(piece) == 27 then error(BINARY, 0) end
      end
      return piece
    end, name)
  end, file, checked
end

local function load_source()
  local real, real_file = load, loadfile
  local function no_text(kind) return type(kind) == "string" and not find(kind, "t", 1, true) end
  local function checked(chunk, name, kind, ...)
    if no_text(kind) then return nil, BINARY end
    return real(chunk, name, "t", ...)
  end
  local function file(path, kind, ...)
    if no_text(kind) then return nil, BINARY end
    return real_file(path, "t", ...)
  end
  return checked, file, loadstring and function(text, name) return checked(text, name) end
end

-- Without what is relative to the current folder.
local function absolute(templates)
  return (string.gsub(string.gsub(templates, "%f[^;%z]%.[^;]*", ""), "^;+", ""))
end

local function leave_out()
  local load_file
  G.load, load_file, G.loadstring = (_VERSION == "Lua 5.1" and not jit and load_source_51 or load_source)()
  G.loadfile = load_file
  function G.dofile(path)
    local chunk, why = load_file(path)
    if not chunk then error(why, 0) end
    return chunk()
  end
  package.loadlib = nil
  package.path, package.cpath = absolute(package.path), absolute(package.cpath)
end

local function leave_out_more()
  for name in string.gmatch("debug ffi jit dofile loadfile", "%a+") do G[name] = nil end
  for name in next, package.loaded do
    if name == "debug" or name == "ffi" or find(name, "^jit") then package.loaded[name] = nil end
  end
  for name in next, package.preload do
    if name == "ffi" or find(name, "^jit") then package.preload[name] = nil end
  end
  for name in string.gmatch("execute remove rename tmpname", "%a+") do os[name] = nil end
  for name in string.gmatch("open popen tmpfile", "%a+") do io[name] = nil end
  string.dump = nil
  function G.collectgarbage(option, ...)
    if option == "stop" then return 0 end
    return collect(option, ...)
  end
end

if not full then leave_out() end
if strict then leave_out_more() end
if not native then
  package.cpath = ""
  local searchers = package.searchers or package.loaders
  for i = #searchers, 3, -1 do searchers[i] = nil end
end

local function serve()
  while true do serve_one() end
end

-- An interrupt or another error met this file instead of user code. The request gets its answer all the same.
local function recover(why)
  local level = state.depth
  state.inbox = false
  if state.stop then pcall(state.stop) end
  if why == "not enough memory" then
    collect()   -- the script has ended, so what filled the memory is garbage now
    collect()
    answer_bare(3)
  elseif type(why) ~= "string" or find(why, "interrupted!", 1, true) then
    answer_bare(2)
  elseif not pcall(answer_error, open[level], 0, why, "", nil) and state.depth == level then
    answer_bare(2)
  end
end

local function run()
  collect()
  collect()
  while true do
    local ok, why = pcall(serve)
    while not ok and state.depth > 0 do pcall(recover, why) end
  end
end

local hello = "\148\0\1" .. bin(_VERSION) .. bin(jit and jit.version or "")
transfer("write", u32(#hello) .. hello)
-- A tail call, so that this chunk is garbage from here on.
return run()
