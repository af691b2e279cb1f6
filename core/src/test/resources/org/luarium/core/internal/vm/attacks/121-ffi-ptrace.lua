-- id: 121
-- category: ffi
-- title: trace the parent and the victim, read their memory
-- expect: refused
local ffi = require("ffi")
ffi.cdef "long syscall(long, ...); int getppid(void);"
local function call(n, ...) return tonumber(ffi.C.syscall(n, ...)) end
local function long(n) return ffi.cast("long", n) end
for _, pid in ipairs { @VICTIM@, ffi.C.getppid() } do
  if pid > 0 and call(101, long(0x4206), long(pid), long(0), long(0)) == 0 then print("PWNED ptrace", pid) end
  local fd = call(434, long(pid), long(0))
  if fd >= 0 then print("PWNED pidfd", pid) end
end
