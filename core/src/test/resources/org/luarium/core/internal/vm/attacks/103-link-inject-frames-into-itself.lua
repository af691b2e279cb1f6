-- id: 103
-- category: link
-- title: reopen the link and inject frames
-- expect: nothing but its own link is hurt
local forged = "\0\0\0\23\149\16\206\0\0\0\9\0\196\1x\198\0\0\0\1x\144"
for _, name in ipairs { "/link/in", "/link/out", "/link/raw", "@HOSTDIR@/in" } do
  local f = io.open(name, "r+b")
  if f then f:setvbuf("no") f:write(forged) f:close() print("INJECTED", name) end
end
