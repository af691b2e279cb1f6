-- id: 107
-- category: link
-- title: ask the host for modules and classes it was not given
-- expect: not found
for _, name in ipairs { "java.lang.Runtime", "java", "luajava", "host", "luarium", "org.luarium.vm.VmManager", "../luarium" } do
  local ok, m = pcall(require, name)
  if ok and type(m) == "table" and (m.getRuntime or m.exec or m.newInstance or m.bindClass) then print("PWNED", name) end
  print(name, ok)
end
