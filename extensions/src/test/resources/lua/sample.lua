-- SPDX-License-Identifier: Apache-2.0
-- The extension of tests.
local extension = require("extension")
local M = {}
local kept
local state = "new"

local function told(hook)
  if extension.settings.hooks then
    local words = extension.service("Dictionary")
    words.put("hooks", (words.find("hooks") or "") .. " " .. hook)
  end
  if extension.settings.fail == hook then error(hook .. " fails as it was told") end
end

function M.before_load(context)
  told("before_load")
  assert(context == extension)
end

function M.on_loaded() told("on_loaded") end
function M.on_stop() told("on_stop") end

function M.add(a, b) return a + b end
function M.later(value) return value end
function M.nothing() end

for _, name in ipairs({ "echo", "echoLong", "echoDouble", "echoText", "echoBytes", "echoNumbers", "echoList", "echoMap", "echoNumbered", "echoRecord" }) do
  M[name] = function(value) return value end
end

function M.sum(...)
  local total = 0
  for i = 1, select("#", ...) do total = total + (select(i, ...)) end
  return total
end

function M.join(first, second) return first .. (second or "?") end
function M.several() return 1, 2, 3 end

function M.fail(how)
  if how == "declared" then error({ type = "java.io.IOException", message = "the disk is full" }) end
  if how == "unknown" then error({ type = "java.lang.OutOfMemoryError", message = "not really" }) end
  error("failed " .. how)
end

function M.unsendable(what)
  if what == "coroutine" then return coroutine.create(function() end) end
  local t = {}
  t.t = t
  return t
end

function M.apply(f, value) return f(value) + f.applyAsInt(value) end

function M.keep(what, f)
  if what == "keep" then kept = extension.keep(f) end
  if what == "leave" then kept = f end
  if what == "release" then extension.release(kept) return 0 end
  return kept(1)
end

local last
function M.adder(number)
  last = function(value) return value + number end
  return last
end

function M.same(f) return f == last end

function M.counter()
  local count = 0
  return { next = function() count = count + 1 return count end, reset = function(to) count = to end }
end

function M.lookUp(name, key) return extension.service(name).find(key) end
function M.emit(event, payload) extension.emit(event, payload) end

function M.emitFunction()
  local ok, why = pcall(extension.emit, "function", function() end)
  return tostring(ok) .. " " .. why.type
end

function M.print(text)
  print(text)
  io.write(text, " written\n")
  io.stdout:write(text, " streamed\n")
  io.stderr:write(text, " to stderr\n")
end

function M.log(level, text) extension.log(level, text) end
function M.nested(down, depth) return depth == 0 and 0 or 1 + down(depth - 1) end
function M.spin() while true do end end

function M.allocate(mebibytes)
  local all = {}
  for i = 1, mebibytes do all[i] = string.rep("x", 1048576 - i) end
  return #all
end

function M.exit(code)
  io.stderr:write("leaving\n")
  os.exit(code)
end

function M.state(next)
  local before = state
  state = next
  return before
end

function M.generation() return extension.generation end
function M.mapped(temperature) return type(temperature) .. " " .. temperature end
function M.warmer(temperature) return temperature + 1 end
function M.call(f, value) return tostring(f(value)) end
function M.snapshot_state() return state end
function M.restore_state(given) state = given end

return M
