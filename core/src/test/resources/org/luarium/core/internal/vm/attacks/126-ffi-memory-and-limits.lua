-- id: 126
-- category: ffi
-- title: map more memory than allowed, raise the limits
-- expect: refused
local ffi = require("ffi")
ffi.cdef [[
void *mmap(void *, size_t, int, int, int, long); int setrlimit(int, const unsigned long *); int getrlimit(int, unsigned long *);
]]
local C = ffi.C
local function map() return C.mmap(nil, 2 ^ 33, 3, 0x4022, -1, 0) ~= ffi.cast("void *", -1) end
if map() then print("PWNED map") end
local more = ffi.new("unsigned long[2]", 2 ^ 40, 2 ^ 40)
for _, resource in ipairs { 9, 7, 1 } do C.setrlimit(resource, more) end
if map() then print("PWNED limit") end
