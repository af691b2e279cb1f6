local host, port, interval, count, patience = ...
local connection = connect("Heartbeat Client", host, port, patience)
print("Heartbeat Client: Connected to " .. host .. ":" .. string.format("%d", port))

local state = {socket = connection}
local ended
for i = 1, count do
    local due = socket.gettime() + interval
    local text = string.format("Heartbeat %d of %d", i, count)
    local sent, problem = send(connection, text)
    if not sent then
        fail("Heartbeat Client: cannot send heartbeat ", i, ": ", problem)
    end
    print("Heartbeat Client: Sent: " .. text)
    repeat
        local readable = socket.select({connection}, nil, math.max(0, due - socket.gettime()))
        if readable and readable[1] then
            ended = take(state, function(line) print("Heartbeat Client: Received: " .. line) end)
        end
    until ended or socket.gettime() >= due
    if ended then
        fail("Heartbeat Client: the connection has ended after heartbeat ", i, ": ", ended)
    end
end
connection:close()
