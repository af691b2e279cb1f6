-- SPDX-License-Identifier: Apache-2.0
-- Samples the stacks of one script. The host sends this before a script that it wants sampled, so that no other process carries it; it runs
-- under the rules of boot.lua. Where there is `jit.profile`, the processor time of the process sets the pace, else a hook that counts instructions.
--
-- A soft interrupt puts another hook in the place of this one and must not lose its own: hooks are taken away only by those who look first.
local instructions, milliseconds, seconds, u32, sub, gsub, concat, type, pcall, xpcall, next, setmetatable, huge, transfer, state,
  time, collect, getinfo, sethook, gethook, running, coroutine, profiler = ...
profiler = profiler and profiler()

local MOST_FRAMES, MOST_STACKS, MOST_BYTES, MOST_NAME, BLOCK = 100, 10000, 1048576, 200, 60000

local active = false
local counts, stacks, size, other = {}, 0, 0, 0   -- what was seen since the host was told last
local second, last = 0, 0
local labels = setmetatable({ [pcall] = "[C] pcall", [xpcall] = "[C] xpcall" }, { __mode = "k" })
local own = { ["=link"] = true, [getinfo(transfer, "S").source] = true, [getinfo(2, "S").source] = true }
local frames = {}
local sampled, done

local function label_of(info)
  local name, text = info.name, info.short_src
  if name == "?" or name == "" then name = nil end
  if info.what == "C" then
    text = "[C] " .. (name or "?")
  elseif own[info.source] then
    text = "[luarium]"
  elseif info.what ~= "main" then
    text = text .. ":" .. info.linedefined
    if name then text = name .. " (" .. text .. ")" end
  end
  return (gsub(sub(text, 1, MOST_NAME), "[%c;]", "?"))
end

local function count(stack, weight)
  local before = counts[stack]
  if before then
    counts[stack] = before + weight
  elseif stacks < MOST_STACKS and size < MOST_BYTES then
    counts[stack] = weight
    stacks, size = stacks + 1, size + #stack
  else
    other = other + weight
  end
end

local function send(text)
  transfer("write", u32(#text + 13) .. "\148\23" .. (profiler and "\1" or "\0") .. "\210"
    .. u32(profiler and milliseconds or instructions) .. "\198" .. u32(#text) .. text)
end

local function report()
  local old, rest = counts, other
  counts, stacks, size, other = {}, 0, 0, 0
  if rest > 0 then old["[other]"] = rest end
  local lines, n, bytes = {}, 0, 0
  for stack, weight in next, old do
    local line = stack .. " " .. weight .. "\n"
    if bytes + #line > BLOCK then
      send(concat(lines, "", 1, n))
      n, bytes = 0, 0
    end
    n, bytes = n + 1, bytes + #line
    lines[n] = line
  end
  if n > 0 then send(concat(lines, "", 1, n)) end
end

-- Takes the stack of a thread, or of the running one from `level` on.
local function sample(thread, level, weight, extra)
  local first, root = MOST_FRAMES + 1, "[coroutine];"
  if extra then
    frames[MOST_FRAMES], first = extra, MOST_FRAMES
  end
  while true do
    local info
    if thread then info = getinfo(thread, level, "f") else info = getinfo(level, "f") end
    if not info then break end
    local called = info.func
    if called == sampled then
      first, root = first + 1, ""   -- without the xpcall that it makes
      break
    end
    if called == done then return end
    if called then   -- Lua 5.1 has levels without a function, for tail calls
      local label = labels[called]
      if not label then
        if thread then info = getinfo(thread, level, "nS") else info = getinfo(level, "nS") end
        label = label_of(info)
        labels[called] = label
      end
      if label ~= "[luarium]" or frames[first] ~= label then
        if first == 1 then
          root = "[...];"
          break
        end
        first = first - 1
        frames[first] = label
      end
    end
    level = level + 1
  end
  local now = time()
  -- While an answer of the host is awaited, the word is with the host: it might write and not read.
  if now ~= second and not state.busy and not state.asking then
    second = now
    if now >= last then active = false end
    report()
  end
  if first <= MOST_FRAMES then count(root .. concat(frames, ";", first, MOST_FRAMES), weight) end
end

local function hook()
  -- The function that was interrupted is below this one, pcall and `sample`. An error here would be one of the script.
  if not active then
    if gethook() == hook then sethook() end
  elseif not state.busy then
    pcall(sample, false, 4, 1)
  end
end

local covered = setmetatable({}, { __mode = "k" })

-- Each coroutine has a hook of its own.
local function cover(thread)
  if active and not covered[thread] and gethook(thread) == nil then
    covered[thread] = true
    sethook(thread, hook, "", instructions)
  end
  return thread
end

local create, wrap, resume = coroutine.create, coroutine.wrap, coroutine.resume

local function covered_create(...) return cover(create(...)) end

local function covered_resume(thread, ...)
  if type(thread) == "thread" then cover(thread) end
  return resume(thread, ...)
end

local function covered_wrap(body, ...)
  if type(body) ~= "function" then return wrap(body, ...) end
  return wrap(function(...)
    cover((running()))
    return body(...)
  end)
end

local kept, kept_mask, kept_count   -- a hook that the script found

local function start()
  second = time()
  last = seconds > 0 and second + seconds or huge
  state.asking, state.stop, active = false, sampled, true
  if profiler then
    profiler.start("fi" .. milliseconds, function(thread, weight, doing)
      if active and not state.busy then
        pcall(sample, thread, 0, weight, doing == "G" and "[garbage collection]" or doing == "J" and "[compiler]" or nil)
      end
    end)
  else
    kept, kept_mask, kept_count = gethook()
    coroutine.create, coroutine.wrap, coroutine.resume = covered_create, covered_wrap, covered_resume
    sethook(hook, "", instructions)
  end
end

local function stop()
  active, state.stop = false, false
  if profiler then
    profiler.stop()
  else
    if coroutine.create == covered_create then coroutine.create = create end
    if coroutine.wrap == covered_wrap then coroutine.wrap = wrap end
    if coroutine.resume == covered_resume then coroutine.resume = resume end
    for thread in next, covered do
      if gethook(thread) == hook then sethook(thread) end
    end
    if gethook() == hook then
      if type(kept) == "function" then sethook(kept, kept_mask, kept_count) else sethook() end
    end
  end
  if not pcall(report) then
    collect()
    pcall(report)
  end
end

function done(...)
  stop()
  return ...
end

-- In place of xpcall. Without a script, it stops what an interrupt has left.
function sampled(script, ...)
  if not script then return stop() end
  start()
  return done(xpcall(script, ...))
end

return sampled
