-- id: 127
-- category: out
-- title: flood raw descriptors past the link
-- expect: output cap reached, host heap flat
local ffi = require("ffi")
ffi.cdef "long write(int, const void *, size_t);"
local block = ("R"):rep(65536)
while true do ffi.C.write(1, block, #block) ffi.C.write(2, block, #block) end
