-- id: 120
-- category: ffi
-- title: signal the victim, the parent and everybody
-- expect: refused
local ffi = require("ffi")
ffi.cdef "int kill(int, int); int getppid(void); int tgkill(int, int, int);"
-- Signal 0 asks whether the others could be sent: real ones would end the machine that the attack succeeds on.
print(ffi.C.kill(-1, 0) == 0 and "PWNED everybody")
local parent = ffi.C.getppid()
print(parent > 0 and ffi.C.kill(parent, 0) == 0 and "PWNED parent")
print(ffi.C.kill(@VICTIM@, 9) == 0 and "PWNED victim")
