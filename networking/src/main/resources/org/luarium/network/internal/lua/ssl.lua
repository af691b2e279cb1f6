-- SPDX-License-Identifier: Apache-2.0
-- TLS for connections of socket. The host encrypts, and always checks that the certificate is of whom it should be.
local host = require "luarium_socket"

local type, tostring, match = type, tostring, string.match

local ssl = { _VERSION = "1.0.2" }

-- Contexts say nothing here that the host would not decide itself.
function ssl.newcontext(parameters)
  if type(parameters) ~= "table" then return nil, "invalid parameters" end
  if parameters.mode ~= nil and parameters.mode ~= "client" then return nil, "invalid mode (" .. tostring(parameters.mode) .. "); a VM can be a client" end
  return { mode = "client" }
end

-- Makes a connection one that speaks TLS after `dohandshake`.
function ssl.wrap(connection, context)
  if context ~= nil then
    local made, problem = ssl.newcontext(context)
    if not made then return nil, problem end
  end
  if type(connection) ~= "table" or not connection.number then return nil, "invalid socket" end
  local name = connection.peer_name
  connection.sni = function(_, wanted)
    name = wanted
    return true
  end
  connection.dohandshake = function(self)
    if self.closed then return nil, "closed" end
    if not name then return nil, "the name of the server is not known; call sni(name)" end
    local cipher, problem = host.secure(self.number, name, self.block, self.total)
    if not cipher then return false, problem end
    self.cipher = cipher
    return true
  end
  connection.info = function(self, key)
    local protocol, cipher = match(self.cipher or "", "^(%S+) (%S+)$")
    local all = { protocol = protocol, cipher = cipher }
    if key then return all[key] end
    return all
  end
  connection.want = function() return "nothing" end
  return connection
end

return ssl
