-- SPDX-License-Identifier: Apache-2.0
-- A server that serves many clients in one loop, in the program of its clients.
local socket = require "socket"

local COUNT = tonumber(... or 20)
local server = assert(socket.bind("127.0.0.1", 0))
local _, port = server:getsockname()
server:settimeout(0)

local clients, peers, watched, answered = {}, {}, { server }, 0
for i = 1, COUNT do
  local client = assert(socket.tcp())
  client:settimeout(0)
  local ok, why = client:connect("127.0.0.1", port)
  if not ok and why ~= "timeout" and why ~= "Operation already in progress" then error(why) end
  clients[i] = client
end

local sent = {}
while answered < COUNT do
  local waiting = {}
  for i = 1, COUNT do
    if not sent[i] then waiting[#waiting + 1] = clients[i] end
  end
  local readable, writable, problem = socket.select(watched, waiting, 5)
  if problem then error(problem) end
  for _, client in ipairs(writable) do
    for i = 1, COUNT do
      if clients[i] == client then
        assert(client:send("line " .. i .. "\n"))
        sent[i] = true
      end
    end
  end
  for _, one in ipairs(readable) do
    if one == server then
      local peer = server:accept()
      while peer do
        peer:settimeout(0)
        peers[peer] = ""
        watched[#watched + 1] = peer
        peer = server:accept()
      end
    else
      local line, why, part = one:receive("*l", peers[one])
      if line then
        one:send("echo " .. line .. "\n")
        peers[one] = ""
        answered = answered + 1
      elseif why == "timeout" then
        peers[one] = part
      else
        error(why)
      end
    end
  end
end

for i = 1, COUNT do
  clients[i]:settimeout(5)
  print(clients[i]:receive())
end
