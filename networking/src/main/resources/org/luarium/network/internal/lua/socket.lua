-- SPDX-License-Identifier: Apache-2.0
-- What LuaSocket adds to its core: sinks and sources of connections, and shorter ways to connect.
local socket = require "socket.core"

local type, error, setmetatable, min = type, error, setmetatable, math.min

function socket.connect4(address, port, own_address, own_port)
  return socket.connect(address, port, own_address, own_port, "inet")
end

function socket.connect6(address, port, own_address, own_port)
  return socket.connect(address, port, own_address, own_port, "inet6")
end

-- A function that finds in a table what its first argument names.
function socket.choose(choices)
  return function(name, first, second)
    if type(name) ~= "string" then name, first, second = "default", name, first end
    local choice = choices[name or "nil"]
    if not choice then error("unknown key (" .. tostring(name) .. ")", 3) end
    return choice(first, second)
  end
end

-- An object that is called, and tells what it stands for.
local function endpoint(connection, call)
  return setmetatable({
    getfd = function() return connection:getfd() end,
    dirty = function() return connection:dirty() end,
  }, { __call = call })
end

socket.sinkt = {}
socket.sourcet = {}

socket.sinkt["close-when-done"] = function(connection)
  return endpoint(connection, function(_, chunk, problem)
    if chunk then return connection:send(chunk) end
    connection:close()
    return 1
  end)
end

socket.sinkt["keep-open"] = function(connection)
  return endpoint(connection, function(_, chunk)
    if chunk then return connection:send(chunk) end
    return 1
  end)
end

socket.sinkt["default"] = socket.sinkt["keep-open"]

socket.sourcet["by-length"] = function(connection, length)
  return endpoint(connection, function()
    if length <= 0 then return nil end
    local chunk, problem = connection:receive(min(socket.BLOCKSIZE, length))
    if not chunk then return nil, problem end
    length = length - #chunk
    return chunk
  end)
end

socket.sourcet["until-closed"] = function(connection)
  local done = false
  return endpoint(connection, function()
    if done then return nil end
    local chunk, problem, part = connection:receive(socket.BLOCKSIZE)
    if chunk then return chunk end
    if problem ~= "closed" then return nil, problem end
    connection:close()
    done = true
    return part
  end)
end

socket.sourcet["default"] = socket.sourcet["until-closed"]

socket.sink, socket.source = socket.choose(socket.sinkt), socket.choose(socket.sourcet)

return socket
