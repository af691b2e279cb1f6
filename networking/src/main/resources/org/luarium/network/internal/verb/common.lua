-- Begins every program. Whatever differs from run to run comes as an argument or as input, never as a part of the text.
local socket = require("socket")

-- The host hears by this that the program's turn has come.
io.read("*l")

local LONGEST_LINE = 65536
local MOST_CONNECTIONS = 128
local SEND_SECONDS = 10

local function fail(...)
    error(table.concat({...}), 0)
end

local function seconds(number)
    return string.format("%g s", number)
end

local function listen(who, port)
    local server, problem = socket.bind("127.0.0.1", port)
    if not server then
        fail(who, ": cannot listen on port ", string.format("%d", port), ": ", problem)
    end
    local address, bound = server:getsockname()
    if not address then
        fail(who, ": stopped")
    end
    return server, string.format("%d", bound)
end

local function connect(who, host, port, patience)
    local connection = socket.tcp()
    connection:settimeout(patience)
    local connected, problem = connection:connect(host, port)
    if not connected then
        connection:close()
        fail(who, ": cannot connect to ", host, ":", string.format("%d", port), ": ", problem)
    end
    return connection
end

local function send(connection, text)
    connection:settimeout(SEND_SECONDS)
    local sent, problem = connection:send(text .. "\n")
    connection:settimeout(0)
    return sent, problem
end

-- Takes the lines that have come. Gives why no more will come, if so.
local function take(connection, each)
    for _ = 1, 100 do
        local line, problem, rest = connection.socket:receive("*l", connection.rest)
        if not line then
            connection.rest = rest
            if problem ~= "timeout" then
                return problem
            end
            return #rest > LONGEST_LINE and "its line is too long" or nil
        end
        connection.rest = nil
        each(line)
    end
end

local function address(connection)
    local host, port = connection:getpeername()
    return host and host .. ":" .. string.format("%d", port) or "somebody"
end
