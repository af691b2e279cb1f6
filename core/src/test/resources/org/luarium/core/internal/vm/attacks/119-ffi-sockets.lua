-- id: 119
-- category: ffi
-- title: connect by TCP, UDP, Unix, Netlink and raw sockets
-- expect: no sockets
local ffi = require("ffi")
ffi.cdef [[
int socket(int, int, int); int connect(int, const void *, unsigned); long sendto(int, const void *, size_t, int, const void *, unsigned); int close(int);
]]
local p = @PORT@
local address = ffi.new("unsigned char[16]", 2, 0, math.floor(p / 256), p % 256, 127, 0, 0, 1)
local t = ffi.C.socket(2, 1, 0)
print("tcp", t >= 0 and ffi.C.connect(t, address, 16))
local u = ffi.C.socket(2, 2, 0)
print("udp", u >= 0 and ffi.C.sendto(u, "CANARYDNS", 9, 0, address, 16) == 9 and "PWNED")
for _, family in ipairs { 1, 10, 16, 17, 40 } do
  local s = ffi.C.socket(family, family == 17 and 3 or family == 16 and 3 or 1, 0)
  if s >= 0 then print("PWNED family", family) ffi.C.close(s) end
end
