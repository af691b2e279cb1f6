-- SPDX-License-Identifier: Apache-2.0
-- Runs the cases of one file and prints a line for each: "ok NAME", "skip NAME: REASON" or "not ok NAME: MESSAGE".
-- Arguments: the path for modules, the file. No code under test may make a global variable or read one that is not
-- there.
local module_path, file = arg[1], arg[2]
package.path, package.cpath = module_path, ""

local known = {}
for name in pairs(_G) do
  known[name] = true
end
setmetatable(_G, {
  __newindex = function(_, name)
    error("global variable made: " .. tostring(name), 2)
  end,
  __index = function(_, name)
    if not known[name] then
      error("global variable is not there: " .. tostring(name), 2)
    end
  end,
})

local SKIPPED = {}

local function show(value, depth)
  if type(value) == "string" then
    return ("%q"):format(value)
  elseif type(value) == "number" then
    return ("%.17g"):format(value)
  elseif type(value) ~= "table" or (depth or 0) > 4 then
    return tostring(value)
  end
  local parts = {}
  for key, entry in pairs(value) do
    parts[#parts + 1] = (type(key) == "number" and "" or tostring(key) .. " = ") .. show(entry, (depth or 0) + 1)
    if #parts == 30 then
      parts[31] = "..."
      break
    end
  end
  local text = "{ " .. table.concat(parts, ", ") .. " }"
  return #text > 400 and text:sub(1, 400) .. "..." or text
end

local function same(a, b)
  if type(a) ~= "table" or type(b) ~= "table" then
    return a == b
  end
  for key, value in pairs(a) do
    if not same(value, b[key]) then
      return false
    end
  end
  for key in pairs(b) do
    if a[key] == nil then
      return false
    end
  end
  return true
end

local t = {
  data = os.getenv("LUARIUM_TEST_DATA"),
  directory = os.getenv("LUARIUM_TEST_DIRECTORY"),
  stress = os.getenv("LUARIUM_TEST_STRESS") == "true",
  -- Where the file of the cases is, and what they read
  folder = file:match("^(.*)/"),
}

function t.equal(actual, expected)
  if actual ~= expected then
    error(("expected %s but got %s"):format(show(expected), show(actual)), 2)
  end
end

function t.same(actual, expected)
  if not same(actual, expected) then
    error(("expected %s but got %s"):format(show(expected), show(actual)), 2)
  end
end

function t.near(actual, expected, tolerance)
  if type(actual) ~= "number" or not (math.abs(actual - expected) <= tolerance) then
    error(("expected %s within %s but got %s"):format(show(expected), show(tolerance), show(actual)), 2)
  end
end

-- For what a function returned: nil and a message that contains the text.
function t.fails(text, result, message)
  if result ~= nil or type(message) ~= "string" or not message:find(text, 1, true) then
    error(("expected nil and a message with %q but got %s, %s"):format(text, show(result), show(message)), 2)
  end
end

function t.raises(text, action, ...)
  local ok, message = pcall(action, ...)
  if ok or not tostring(message):find(text, 1, true) then
    error(("expected an error with %q but got %s"):format(text, ok and "none" or show(message)), 2)
  end
end

-- Iterates over so many damaged copies of a text, the same ones on every Lua: letters changed, added, lost, parts
-- repeated.
function t.damaged(text, count)
  local letters = "\0\n\r\t ()[]'\":;,<>&/!?-*#@+=ACGTN019xX\255"
  local seed = 1
  local function random(limit)
    seed = seed * 16807 % 2147483647
    return math.floor(seed / 7) % limit + 1
  end
  return function()
    count = count - 1
    if count < 0 then
      return nil
    end
    local copy = text
    for _ = 1, random(3) do
      local place, letter = random(#copy + 1), random(#letters)
      letter = letters:sub(letter, letter)
      local kind = random(4)
      if kind == 1 then
        copy = copy:sub(1, place - 1) .. letter .. copy:sub(place)
      elseif kind == 2 then
        copy = copy:sub(1, place - 1) .. copy:sub(place + random(20))
      elseif kind == 3 then
        copy = copy:sub(1, place - 1) .. letter .. copy:sub(place + 1)
      else
        copy = copy:sub(1, place) .. copy:sub(random(#copy + 1))
      end
    end
    return copy
  end
end

-- For what a function returned: not nil, or nil and a message that is not that of a mistake in the code.
function t.concludes(result, message)
  if result == nil and (type(message) ~= "string" or message:find("%.lua:%d")) then
    error(("expected a result or a message but got %s"):format(show(message)), 2)
  end
end

function t.skip(reason)
  error(setmetatable({ reason = reason }, SKIPPED), 0)
end

function t.test(name, action)
  local ok, problem = xpcall(action, function(problem)
    return getmetatable(problem) == SKIPPED and problem or tostring(problem)
  end)
  for global in next, _G do
    if ok and not known[global] then
      ok, problem = false, "global variable made: " .. tostring(global)
    end
  end
  if ok then
    print("ok " .. name)
  elseif type(problem) == "table" then
    print("skip " .. name .. ": " .. problem.reason)
  else
    print("not ok " .. name .. ": " .. problem:gsub("%s+", " "))
  end
  io.stdout:flush()
end

local chunk, why = loadfile(file)
if not chunk then
  print("not ok loads: " .. why)
else
  t.test("loads without error", function()
    chunk(t)
  end)
end
print("done")
