-- id: 113
-- category: fs
-- title: exhaust file descriptors
-- expect: stops at the limit of open files
local all = {}
for _, name in ipairs { "/dev/null", "/luarium/boot.lua", "@SECRET@" } do
  for _ = 1, 900 do
    local f = io.open(name)
    if not f then break end
    all[#all + 1] = f
  end
end
print(#all, #all >= 900 and "PWNED")
