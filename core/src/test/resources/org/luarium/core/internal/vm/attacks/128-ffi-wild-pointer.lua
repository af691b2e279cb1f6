-- id: 128
-- category: ffi
-- title: write to wild addresses
-- expect: only its own process dies
local ffi = require("ffi")
ffi.cast("int *", 0x10001000)[0] = 1
ffi.cast("int *", 8)[0] = 1
