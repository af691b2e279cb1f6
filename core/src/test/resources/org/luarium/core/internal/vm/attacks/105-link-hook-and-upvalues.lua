-- id: 105
-- category: link
-- title: hook the coroutine of the link and forge what it sends
-- expect: only its own link is hurt
local found = {}
local function walk(f, depth)
  if depth > 4 or found[f] then return end
  found[f] = true
  for u = 1, 60 do
    local name, value = debug.getupvalue(f, u)
    if not name then break end
    if type(value) == "thread" then
      debug.sethook(value, function() io.stderr:write("hooked") error("poison") end, "", 1)
    elseif type(value) == "function" then
      walk(value, depth + 1)
      if name == "transfer" then pcall(value, "write", "\255\255\255\255garbage") end
    end
  end
end
walk(print, 0)
walk(io.write, 0)
for level = 1, 12 do
  local info = debug.getinfo(level, "f")
  if not info then break end
  walk(info.func, 0)
end
print("done")
