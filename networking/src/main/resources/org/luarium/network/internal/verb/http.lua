local host, port, path, patience = ...
local MOST_BYTES = 1048576
local connection = connect("HTTP Client", host, port, patience)
connection:settimeout(patience, "t")
local sent, problem = connection:send("GET " .. path .. " HTTP/1.0\r\nHost: " .. host .. ":" .. string.format("%d", port)
    .. "\r\nUser-Agent: Luarium\r\nAccept: */*\r\nConnection: close\r\n\r\n")
if not sent then
    fail("HTTP Client: cannot send the request: ", problem)
end

local status
status, problem = connection:receive("*l")
if not status then
    fail("HTTP Client: no answer: ", problem)
end
print("HTTP Client: " .. (status:match("^HTTP/[%d.]+ (.*)$") or status))
repeat
    local header = connection:receive("*l")
until not header or header == ""

local left = MOST_BYTES
while left > 0 do
    local block, ended, rest = connection:receive(math.min(left, 8192))
    local got = block or rest or ""
    io.write(got)
    left = left - #got
    if not block then
        if ended ~= "closed" then
            fail("HTTP Client: the answer has broken off: ", ended)
        end
        break
    end
end
connection:close()
print()
if left == 0 then
    fail("HTTP Client: the answer is longer than 1 MiB")
end
