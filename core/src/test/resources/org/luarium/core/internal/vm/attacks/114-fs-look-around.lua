-- id: 114
-- category: fs
-- title: read what hosts keep in well-known places
-- expect: not there
for _, name in ipairs { "/etc/shadow", "/etc/hostname", "/proc/version", "/proc/net/tcp", "/proc/1/root/etc/passwd",
  "/sys/kernel/notes", "/dev/mem", "/dev/kmsg", "/run/docker.sock", "/proc/self/root/etc/passwd" } do
  local f = io.open(name, "rb")
  local ok, text = pcall(function() return f and f:read(1) end)
  if ok and text then print("PWNED", name) end
end
