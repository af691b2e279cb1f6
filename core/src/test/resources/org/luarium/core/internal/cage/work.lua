-- What programs in Lua do all day, for Lua 5.1 to 5.4 and LuaJIT: run under a filter of system calls.
local folder, nonce, module = ...

-- Files
local name = folder .. "/file"
local file = assert(io.open(name, "w"))
assert(file:write(string.rep("x\n", 5000)))
assert(file:seek("set", 10))
file:setvbuf("full", 100)
assert(file:flush())
assert(file:close())
local lines = 0
for line in io.lines(name) do
    assert(line == "x")
    lines = lines + 1
end
assert(lines == 5000)
file = assert(io.open(name, "a+"))
assert(file:write("42"))
assert(file:seek("end") == 10002)
assert(file:seek("set", 10000) and file:read("*n") == 42)
assert(file:close())
io.output(name)
assert(io.write("content"))
assert(io.close())
io.output(io.stdout)
io.input(name)
assert(io.read("*a") == "content")
assert(io.close(io.input()))
io.input(io.stdin)
assert(io.read() == nil)
assert(os.rename(name, name .. "2"))
assert(os.remove(name .. "2"))
assert(not os.remove(name .. "2"))
local temporary = os.tmpname()
assert(assert(io.open(temporary, "w")):close())
assert(os.remove(temporary))
file = assert(io.tmpfile())
assert(file:write("abc") and file:seek("set") and file:read(3) == "abc" and file:close())
assert(io.stderr:write(""))

-- Time and surroundings
assert(os.time() > 1e9 and os.clock() >= 0 and #os.date() > 0 and os.date("*t").year > 2000)
assert(os.time({ year = 2020, month = 1, day = 1, hour = 12 }) and os.date("!%c", 0))
assert(os.getenv("PATH") and os.setlocale("C") and os.setlocale("") and os.difftime(2, 1) == 1)

-- Modules
package.path = folder .. "/?.lua"
package.cpath = folder .. "/?.so"
assert(require("inlua") == "in lua" and dofile(folder .. "/inlua.lua") == "in lua")
assert(not pcall(require, "missing"))
if module ~= "" then
    assert(require(module))
end

-- Memory
do
    local large = string.rep("x", 64 * 1024 * 1024)
    assert(#large == 64 * 1024 * 1024)
end
collectgarbage()
local tables = {}
for i = 1, 300000 do
    tables[i] = { i }
end
tables = nil
collectgarbage("step")
assert(collectgarbage("count") > 0)
collectgarbage()
assert(not pcall(function()
    local function deeper()
        return 1 + deeper()
    end
    return deeper()
end))

-- Work, which LuaJIT compiles
local sum = 0
for i = 1, 3000000 do
    sum = sum + i % 7
end
assert(sum == 8999997 or sum > 0)
for _ = 1, 100 do
    local double = coroutine.wrap(function(value)
        while true do
            value = coroutine.yield(value * 2)
        end
    end)
    assert(double(1) == 2 and double(2) == 4)
end
assert(string.format("%5.2f", 3.14159) == " 3.14" and ("abc"):gsub("b", "c") == "acc")
table.sort({ 3, 1, 2 })
assert(math.random() < 1)
if jit then
    assert(jit.status())
    local ffi = require("ffi")
    ffi.cdef("int getpid(void);")
    assert(ffi.C.getpid() > 0)
end

-- Other programs: errors, as Lua reports them, not the end
local called, pipe = pcall(io.popen, "echo started")
print("popen: " .. (called and pipe and "yes" or "no"))
local result = os.execute("echo started")
print("execute: " .. ((result == 0 or result == true) and "yes" or "no"))

print("done " .. nonce)
