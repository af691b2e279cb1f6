-- id: 108
-- category: load
-- title: delete package.loaded and load libraries again
-- expect: no execute or popen, or harmless
package.loaded.os, package.loaded.io, package.loaded.debug = nil, nil, nil
for _, name in ipairs { "os", "io", "debug" } do
  local ok, m = pcall(require, name)
  if ok and type(m) == "table" and m.execute then print(m.execute("echo PWNED")) end
  if ok and type(m) == "table" and m.popen then
    local f = m.popen("echo PWNED")
    print(f and f:read("*a"))
  end
end
