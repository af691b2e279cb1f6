-- SPDX-License-Identifier: Apache-2.0
-- An interpreter that speaks the link wrongly. Its first argument says how it starts; after a proper start, each script names what it does.
local start, _, _, in_path, out_path = ...

local function u32(n) return string.pack(">I4", n) end
local function pause(seconds) os.execute("sleep " .. seconds) end

local starts = {}
function starts.dies() io.stderr:write("cannot find my library\n") os.exit(3) end
function starts.stops() os.execute("kill -STOP $PPID") pause(100) end
function starts.isKilled() os.execute("kill -KILL $PPID") pause(100) end
function starts.hangs() pause(100) end
function starts.isSilent()
  io.open(out_path, "wb")
  pause(100)
end
function starts.babbles()
  local out = io.open(out_path, "wb")
  out:write("Welcome to the best interpreter ever!\n")
  out:flush()
  pause(100)
end
function starts.floods()
  local out = io.open(out_path, "wb")
  while true do out:write(("x"):rep(4096)) end
end
function starts.trickles()
  local out = io.open(out_path, "wb")
  out:setvbuf("no")
  out:write(u32(1000))
  while true do
    out:write("\148")
    pause(0.01)
  end
end
function starts.closes()
  io.open(out_path, "wb"):close()
  pause(100)
end
function starts.greetsWrongly()
  local out = io.open(out_path, "wb")
  out:write(u32(4) .. "\148\0\9\192")
  out:flush()
  pause(100)
end
if starts[start] then starts[start]() end

local input, output = io.open(in_path, "rb"), io.open(out_path, "wb")
output:setvbuf("no")
local function send(body) output:write(u32(#body) .. body) end
local function result(id, values) send("\149\6\206" .. id .. "\196\0" .. values .. "\194") end
local function text(s) return "\145\196" .. string.char(#s) .. s end

local acts = {}
function acts.ok(id) result(id, text("ok")) end
function acts.lengthTooShort(id) output:write(u32(5) .. "\149\6\206" .. id .. text("x")) pause(100) end
function acts.lengthZero() output:write(u32(0)) pause(100) end
function acts.lengthHuge() output:write("\255\255\255\255") pause(100) end
function acts.halfFrame() output:write(u32(100) .. "\149\6") os.exit(0) end
function acts.halfFrameAndWaits() output:write(u32(100) .. "\149\6") pause(100) end
function acts.notAnArray() output:write(u32(5) .. "hello") pause(100) end
function acts.unknownFrame() send("\145\99") pause(100) end
function acts.trickles(id)
  local body = "\149\6\206" .. id .. "\196\0" .. text("slow") .. "\194"
  for c in (u32(#body) .. body):gmatch("[\0-\255]") do
    output:write(c)
    pause(0.002)
  end
end
function acts.answersTwice(id)
  result(id, text("first"))
  result(id, text("second"))
end
function acts.answersUnasked(id)
  result("\0\1\2\3", text("nobody asked"))
  send("\146\18\206\9\9\9\9")
  result(id, text("asked"))
end
function acts.answersUnaskedForEver(id)
  while true do result("\0\1\2\3", text("nobody asked")) end
end
function acts.deepValues(id) result(id, ("\221\0\0\0\1"):rep(5000) .. "\192") end
function acts.hugeArray(id) result(id, "\221\255\255\255\255\192") end
function acts.hugeMap(id) result(id, "\145\223\127\255\255\255\192") end
function acts.hugeString(id) result(id, "\145\198\255\255\255\255abc") end
function acts.claimsOverClaims(id)
  local claim = "\221" .. u32(1000000)
  result(id, claim:rep(100) .. ("\192"):rep(1025000))
end
function acts.keyNaN(id) result(id, "\145\223\0\0\0\1\203\127\248\0\0\0\0\0\0\1") end
function acts.keyNil(id) result(id, "\145\223\0\0\0\1\192\1") end
function acts.unknownExtension(id) result(id, "\145\199\3\99abc") end
function acts.hugeInteger(id) result(id, "\145\207\255\255\255\255\255\255\255\255") end
function acts.reservedByte(id) result(id, "\145\193") end
function acts.valuesCutOff(id) send("\149\6\206" .. id .. "\196\0\146\1") end
function acts.outputCutOff() send("\147\17\1\198\0\0\255\255abc") end
function acts.floodsOutput()
  local block = ("x"):rep(30000)
  while true do send("\147\17\1\198" .. u32(#block) .. block) end
end
function acts.floodsErrors() while true do io.stderr:write(("x"):rep(30000)) end end
function acts.closes() output:close() pause(100) end
function acts.answersAndCloses(id)
  result(id, text("last"))
  output:close()
  pause(100)
end
function acts.isQuiet(id)
  pause(1.5)
  result(id, text("at last"))
end
function acts.callsNothing(id)
  send("\149\4\206\0\0\0\1\196\4nope\196\4nope\144")
  local size = string.unpack(">I4", input:read(4))
  local reply = input:read(size)
  result(id, text(reply:match("provides no function") or "?"))
end
function acts.dies() os.exit(5) end
function acts.complains(id)
  io.stderr:write("words")
  pause(0.5)
  result(id, text("ok"))
end
function acts.diesLoudly() io.stderr:write("last words") os.exit(5) end
function acts.blamesTheLink() os.exit(74) end
function acts.ignoresSync(id)
  pcall(function() while true do end end)
  result(id, text("interrupted"))
  pause(100)
end
function acts.ignoresInterrupts() os.execute("trap '' INT; sleep 100") end

send("\148\0\1\196\7Lua 5.4\196\0")
while true do
  local head = input:read(4)
  if not head then os.exit(0) end
  local frame = input:read((string.unpack(">I4", head)))
  if frame:byte(2) == 16 then
    local code = string.unpack(">s4", frame, 12 + frame:byte(10))
    acts[code](frame:sub(4, 7))
  elseif frame:byte(2) == 18 then
    send("\146\18\206" .. frame:sub(4, 7))
  end
end
