-- id: 112
-- category: fs
-- title: huge sparse file
-- expect: stops at the size of files
local f = io.open("/tmp/sparse", "wb")
if f then
  f:seek("set", 2 ^ 38) f:write("x") f:close()
  f = io.open("/tmp/sparse", "rb")
  if f and f:seek("end") > 2 ^ 37 then print("PWNED") end
  os.remove("/tmp/sparse")
end
