local port, patience = ...
local server, bound = listen("Lua Server", port)
print("Lua Server: Listening on port " .. bound .. "...")

server:settimeout(patience)
local client, problem = server:accept()
server:close()
if not client then
    fail("Lua Server: no client has connected: ",
        problem == "timeout" and "waited for " .. seconds(patience) or problem)
end
print("Lua Server: Client connected from " .. (client:getpeername() or "nowhere"))

client:settimeout(patience)
client:settimeout(patience, "t")
client:send("Hello from Lua Server! What's your message?\n")
local line
line, problem = client:receive("*l")
client:close()
if not line then
    fail("Lua Server: the client has sent no line: ",
        problem == "timeout" and "waited for " .. seconds(patience) or problem)
end
print("Lua Server: Received from client: " .. line)
