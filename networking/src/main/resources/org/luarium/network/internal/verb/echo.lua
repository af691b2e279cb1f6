local port, patience = ...
local server, bound = listen("Echo Server", port)
server:settimeout(0)
print("Echo Server: Listening on port " .. bound .. "...")

local connections = {}
local last = socket.gettime()
while true do
    local left = last + patience - socket.gettime()
    if left <= 0 then
        print("Echo Server: Heard nothing for " .. seconds(patience))
        break
    end
    local sockets = {server}
    for one in pairs(connections) do
        sockets[#sockets + 1] = one
    end
    for _, one in ipairs(socket.select(sockets, nil, left) or {}) do
        local connection = connections[one]
        if connection then
            local broken
            local ended = take(connection, function(line)
                last = socket.gettime()
                print("Echo Server: Received: " .. line)
                broken = broken or not send(one, "Echo: " .. line)
            end)
            if ended or broken then
                one:close()
                connections[one] = nil
            end
        end
    end
    local client, problem = server:accept()
    if client and #sockets > MOST_CONNECTIONS then
        client:close()
    elseif client then
        client:settimeout(0)
        last = socket.gettime()
        print("Echo Server: Client connected from " .. address(client))
        connections[client] = {socket = client}
    elseif problem ~= "timeout" then
        print("Echo Server: Stopped")
        break
    end
end
for one in pairs(connections) do
    one:close()
end
server:close()
