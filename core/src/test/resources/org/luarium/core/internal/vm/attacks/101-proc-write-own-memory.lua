-- id: 101
-- category: proc
-- title: write own memory through /proc/self/mem
-- expect: open fails
local f, e = io.open("/proc/self/mem", "r+b") print(f and "PWNED" or e)
