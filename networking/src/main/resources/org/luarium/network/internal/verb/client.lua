local host, port, message, patience = ...
local connection = connect("Lua Client", host, port, patience)
print("Lua Client: Connected to " .. host .. ":" .. string.format("%d", port))

connection:settimeout(patience, "t")
local line, problem = connection:receive("*l")
if not line then
    connection:close()
    fail("Lua Client: the server has not greeted: ",
        problem == "timeout" and "waited for " .. seconds(patience) or problem)
end
print("Lua Client: Received from server: " .. line)

local sent
sent, problem = connection:send(message .. "\n")
connection:close()
if not sent then
    fail("Lua Client: cannot send the message: ", problem)
end
print("Lua Client: Sent to server: " .. message)
