-- id: 102
-- category: proc
-- title: read environment and command line of others
-- expect: open fails
for _, pid in ipairs { "@VICTIM@", "1", "self" } do
  for _, name in ipairs { "environ", "cmdline", "maps" } do
    local f = io.open("/proc/" .. pid .. "/" .. name, "rb")
    if f then print(pid, name, f:read("*a"), pid == "1" and "PWNED" or "") end
  end
end
