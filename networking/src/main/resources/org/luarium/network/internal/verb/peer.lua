local port, duration, interval = ...
local RETRY_SECONDS = 0.5
local CONNECT_SECONDS = 2

local server, bound = listen("P2P VM", port)
server:settimeout(0)
local me = "P2P VM " .. bound

local function say(text)
    print(me .. ": " .. text)
end

say("Listening on port " .. bound)

-- Whom to connect to is known when all others of a cluster listen.
local wanted = {}
while true do
    local line = io.read("*l")
    if not line then
        fail(me, ": stopped")
    end
    local to, host = line:match("^(%d+) (.+)$")
    if not to then
        break
    end
    wanted[#wanted + 1] = {host = host, port = tonumber(to), due = 0}
end

local connections = {}
local started = socket.gettime()
local finish = started + duration
local beat = started + interval

local function drop(connection, why)
    connection.socket:close()
    for i = #connections, 1, -1 do
        if connections[i] == connection then
            table.remove(connections, i)
            say("Connection with " .. connection.name .. " has ended: " .. why)
        end
    end
end

local function tell(connection, text)
    local sent, problem = send(connection.socket, text)
    if not sent then
        drop(connection, problem)
    end
end

local function add(client, name)
    client:settimeout(0)
    local connection = {socket = client, name = name}
    connections[#connections + 1] = connection
    return connection
end

local function reach(peer, now)
    local client = socket.tcp()
    client:settimeout(math.min(CONNECT_SECONDS, finish - now))
    local connected, problem = client:connect(peer.host, peer.port)
    local name = peer.host .. ":" .. string.format("%d", peer.port)
    if connected then
        peer.due = nil
        say("Connected to " .. name)
        tell(add(client, name), "Hello from P2P VM on port " .. bound .. "!")
        return
    end
    client:close()
    if problem ~= peer.problem then
        peer.problem = problem
        say("Cannot connect to " .. name .. " yet: " .. problem)
    end
    peer.due = socket.gettime() + RETRY_SECONDS
end

-- Gives false when the socket that listens was closed from outside.
local function welcome()
    local client, problem = server:accept()
    if not client then
        return problem == "timeout"
    end
    if #connections >= MOST_CONNECTIONS then
        client:close()
        return true
    end
    local connection = add(client, address(client))
    say("Accepted connection from " .. connection.name)
    tell(connection, "Welcome to P2P VM on port " .. bound .. "!")
    return true
end

local function heartbeat()
    local text = me .. ": Heartbeat at " .. os.date("%H:%M:%S")
    print(text)
    for i = #connections, 1, -1 do
        tell(connections[i], text)
    end
end

local function turn(now)
    local next = math.min(finish, beat)
    for _, peer in ipairs(wanted) do
        if peer.due and peer.due <= now then
            reach(peer, now)
        end
        next = math.min(next, peer.due or next)
    end
    local sockets = {server}
    local known = {}
    for _, connection in ipairs(connections) do
        sockets[#sockets + 1] = connection.socket
        known[connection.socket] = connection
    end
    local readable = socket.select(sockets, nil, math.max(0, next - socket.gettime()))
    for _, one in ipairs(readable or {}) do
        local connection = known[one]
        if connection then
            local ended = take(connection, function(line) say("Received: " .. line) end)
            if ended then
                drop(connection, ended)
            end
        end
    end
    return welcome()
end

while true do
    local now = socket.gettime()
    if now >= finish then
        say("Finished after " .. seconds(duration))
        break
    end
    if now >= beat then
        heartbeat()
        beat = math.max(beat + interval, now)
    end
    if not turn(now) then
        say("Stopped")
        break
    end
end
for _, connection in ipairs(connections) do
    connection.socket:close()
end
server:close()
