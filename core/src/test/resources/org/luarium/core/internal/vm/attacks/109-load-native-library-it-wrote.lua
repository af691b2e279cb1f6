-- id: 109
-- category: load
-- title: write a shared library and load it
-- expect: cannot be written or cannot be loaded
local bytes = (("@SO@"):gsub("..", function(h) return string.char(tonumber(h, 16)) end))
for _, folder in ipairs { "/tmp/", "@HOSTDIR@/", "/link/", "/env/", "./" } do
  local path = folder .. "evil.so"
  local f = io.open(path, "wb")
  if f then
    f:write(bytes) f:close()
    local open = package.loadlib(path, "luaopen_evil")
    print(open and open())
    package.cpath = folder .. "?.so"
    package.loaded.evil = nil
    print(pcall(require, "evil"))
    os.remove(path)
  end
end
