-- SPDX-License-Identifier: Apache-2.0
-- HTTP over TLS.
local socket = require "socket"
local ssl = require "ssl"
local http = require "socket.http"
local url = require "socket.url"

local https = { _VERSION = "1.0.2", PORT = 443, TIMEOUT = 60 }

-- Gives what makes connections that speak TLS as soon as they are there.
function https.tcp(parameters)
  return function()
    local connection, problem = socket.tcp()
    if not connection then return nil, problem end
    local connect = connection.connect
    connection.connect = function(self, host, port)
      local ok, why = connect(self, host, port)
      if not ok then return nil, why end
      local wrapped
      wrapped, why = ssl.wrap(self)
      if not wrapped then return nil, why end
      if parameters and parameters.servername then self:sni(parameters.servername) end
      ok, why = self:dohandshake()
      if not ok then return nil, why end
      return 1
    end
    return connection
  end
end

local function as_https(address)
  local parsed = url.parse(address, { scheme = "https" })
  if not parsed then return nil end
  parsed.scheme = "https"
  return url.build(parsed)
end

https.request = function(request, body)
  local generic, parts = request, nil
  if type(request) == "string" then
    generic = http.genericform(request, body)
    parts = generic.target
  end
  local copy = {}
  for key, value in pairs(generic) do copy[key] = value end
  if copy.proxy or http.PROXY then return nil, "proxy not supported" end
  if copy.create then return nil, "create function not permitted" end
  if copy.url then
    copy.url = as_https(copy.url)
    if not copy.url then return nil, "invalid url" end
  end
  copy.scheme = "https"
  local ok, code, found, status = http.request(copy)
  if not ok then return nil, code end
  return parts and table.concat(parts) or ok, code, found, status
end

return https
