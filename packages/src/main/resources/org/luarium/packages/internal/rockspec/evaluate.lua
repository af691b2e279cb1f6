-- SPDX-License-Identifier: Apache-2.0
-- Gets the text of a rockspec, returns what it defines. A rockspec sees no globals but its own.
local most_values, most_levels = 20000, 20

local text = string.gsub(..., "^#![^\n]*", "")
if string.byte(text) == 27 then error("it is compiled, and has to be text", 0) end

local env = {}
local chunk, why
if setfenv then
  chunk, why = loadstring(text, "=rockspec")
  if chunk then setfenv(chunk, env) end
else
  chunk, why = load(text, "=rockspec", "t", env)
end
if not chunk then error(why, 0) end
chunk()

local values, above = 0, {}

local function data(value, path, level)
  values = values + 1
  if values > most_values then error("it has more than " .. most_values .. " values", 0) end
  local kind = type(value)
  if kind == "string" or kind == "number" or kind == "boolean" then return value end
  if kind ~= "table" then error(path .. " is a " .. kind .. ", and a rockspec is data", 0) end
  if above[value] then error(path .. " contains itself", 0) end
  if level > most_levels then error(path .. " is nested deeper than " .. most_levels, 0) end
  above[value] = true
  local copy = {}
  for key, item in next, value do
    if type(key) ~= "string" and type(key) ~= "number" then
      error(path .. " has a " .. type(key) .. " as a key", 0)
    end
    copy[key] = data(item, level == 0 and tostring(key) or path .. "." .. tostring(key), level + 1)
  end
  above[value] = nil
  return copy
end

return data(env, "it", 0)
