-- id: 123
-- category: ffi
-- title: fork, clone and leave a daemon
-- expect: refused
local ffi = require("ffi")
ffi.cdef "int fork(void); int setsid(void); unsigned sleep(unsigned); void _exit(int); long syscall(long, ...);"
local pid = ffi.C.fork()
if pid == 0 then ffi.C.setsid() ffi.C.sleep(60) ffi.C._exit(0) end
if pid > 0 then print("PWNED fork") end
for _, n in ipairs { 57, 56 } do
  local r = tonumber(ffi.C.syscall(n, ffi.cast("long", n == 56 and 17 or 0), ffi.cast("long", 0), ffi.cast("long", 0), ffi.cast("long", 0), ffi.cast("long", 0)))
  if r == 0 then ffi.C._exit(0) end
  if r > 0 then print("PWNED", n) end
end
