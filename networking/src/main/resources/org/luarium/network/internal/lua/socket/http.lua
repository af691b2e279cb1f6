-- SPDX-License-Identifier: Apache-2.0
-- A client for HTTP/1.1. Every connection, also after a redirect, is one that the host allows or not.
local socket = require "socket"
local url = require "socket.url"
local ltn12 = require "ltn12"
local mime = require "mime"
local headers = require "socket.headers"

local type, tonumber, tostring, pairs, require = type, tonumber, tostring, pairs, require
local lower, find, match, concat = string.lower, string.find, string.match, table.concat

local http = { TIMEOUT = 60, USERAGENT = socket._VERSION, PORT = 80, MAXREDIRECTS = 5 }
local MOST_HEADERS = 1000
local PORTS = { http = 80, https = 443 }

http.schemes = {
  http = { port = 80, create = function() return socket.tcp() end },
  https = { port = 443, create = function() return require("ssl.https").tcp()() end },
}

-- Reading answers

local function read_headers(connection, try)
  local found, name, count = {}, nil, 0
  while true do
    local line = try(connection:receive())
    if line == "" then return found end
    count = count + 1
    if count > MOST_HEADERS then try(nil, "malformed response headers") end
    local folded = match(line, "^%s+(.*)$")
    if folded then
      if not name then try(nil, "malformed response headers") end
      found[name] = found[name] .. " " .. folded
    else
      local value
      name, value = match(line, "^([^:]-)%s*:%s*(.-)%s*$")
      if not name then try(nil, "malformed response headers") end
      name = lower(name)
      found[name] = found[name] and found[name] .. ", " .. value or value
    end
  end
end

local function chunked_source(connection, found)
  local done = false
  return function()
    if done then return nil end
    local line, problem = connection:receive()
    if not line then return nil, problem end
    local size = tonumber(match(line, "^%s*(%x+)"), 16)
    if not size then return nil, "invalid chunk size" end
    if size > 0 then
      local chunk
      chunk, problem = connection:receive(size)
      if not chunk then return nil, problem end
      line, problem = connection:receive()
      if not line then return nil, problem end
      return chunk
    end
    done = true
    local try = socket.newtry()
    local trailers
    trailers, problem = socket.protect(read_headers)(connection, try)
    if not trailers then return nil, problem end
    for name, value in pairs(trailers) do found[name] = value end
    return nil
  end
end

local function body_source(connection, found)
  local encoding, length = found["transfer-encoding"], tonumber(found["content-length"])
  if encoding and lower(encoding) ~= "identity" then return chunked_source(connection, found) end
  if length then return socket.source("by-length", connection, length) end
  return socket.source("until-closed", connection)
end

local function chunked_sink(connection)
  return function(chunk)
    if not chunk then return connection:send("0\r\n\r\n") end
    if chunk == "" then return 1 end
    return connection:send(string.format("%X\r\n", #chunk) .. chunk .. "\r\n")
  end
end

-- Connections

-- One that was made with `create`, or by the scheme.
local function open_connection(host, port, create)
  local connection = socket.try(create())
  local opened = { connection = connection }
  opened.try = socket.newtry(function() connection:close() end)
  opened.try(connection:settimeout(http.TIMEOUT))
  opened.try(connection:connect(host, port))
  return opened
end

function http.open(host, port, create)
  return open_connection(host, port or http.PORT, create or socket.tcp)
end

-- Requests

local function full_request(given)
  local request = given.url and url.parse(given.url, { path = "/", scheme = "http" }) or {}
  for key, value in pairs(given) do request[key] = value end
  request.scheme = request.scheme or "http"
  local scheme = http.schemes[lower(request.scheme)]
  socket.try(scheme, "unknown scheme '" .. tostring(request.scheme) .. "'")
  request.scheme = lower(request.scheme)
  if request.port == "" then request.port = nil end
  request.port = tonumber(request.port) or scheme.port
  if request.path == nil or request.path == "" then request.path = "/" end
  socket.try(request.host and request.host ~= "", "invalid host '" .. tostring(request.host) .. "'")
  request.method = request.method or "GET"
  request.uri = request.uri or url.build({ path = request.path, params = request.params, query = request.query })
  local proxy = request.proxy or http.PROXY
  if proxy and request.scheme == "http" then
    local through = socket.try(url.parse(proxy))
    request.proxy_host, request.proxy_port = through.host, tonumber(through.port) or 3128
    request.uri = url.build({ scheme = request.scheme, host = request.host, port = request.port ~= 80 and request.port or nil, path = request.uri })
  end
  request.create = request.create or scheme.create
  return request
end

local function bracketed(host) return find(host, ":", 1, true) and "[" .. host .. "]" or host end

local function all_headers(request)
  local host = bracketed(request.host)
  if request.port ~= PORTS[request.scheme] then host = host .. ":" .. request.port end
  local all = { ["user-agent"] = http.USERAGENT, ["host"] = host, ["connection"] = "close, TE", ["te"] = "trailers" }
  if request.user and request.password then
    all["authorization"] = "Basic " .. (mime.b64(url.unescape(request.user) .. ":" .. url.unescape(request.password)) or "")
  end
  for name, value in pairs(request.headers or {}) do all[lower(name)] = value end
  return all
end

local function send_request(opened, request)
  local all = all_headers(request)
  if request.source and not all["content-length"] and not all["transfer-encoding"] then all["transfer-encoding"] = "chunked" end
  local lines = { request.method .. " " .. request.uri .. " HTTP/1.1" }
  for name, value in pairs(all) do
    local line = (headers.canonic[name] or name) .. ": " .. tostring(value)
    if find(line, "[\r\n]") then opened.try(nil, "a header has more than one line") end
    lines[#lines + 1] = line
  end
  if find(lines[1], "[\r\n]") then opened.try(nil, "the address has more than one line") end
  opened.try(opened.connection:send(concat(lines, "\r\n") .. "\r\n\r\n"))
  if not request.source then return end
  local sink = all["transfer-encoding"] and chunked_sink(opened.connection) or socket.sink("keep-open", opened.connection)
  opened.try(ltn12.pump.all(request.source, sink, request.step))
end

local function read_status(opened)
  local line = opened.try(opened.connection:receive())
  local code = match(line, "^HTTP/%d+%.?%d*%s+(%d%d%d)")
  opened.try(code, "malformed response status line")
  return tonumber(code), line
end

local function has_body(request, code)
  return request.method ~= "HEAD" and code ~= 204 and code ~= 304 and code >= 200
end

local REDIRECTS = { [301] = true, [302] = true, [303] = true, [307] = true, [308] = true }

local function wants_redirect(request, code, found)
  local location = found.location
  if not location or not REDIRECTS[code] or request.redirect == false then return false end
  if request.method ~= "GET" and request.method ~= "HEAD" then return request.redirect and true or false end
  return (request.redirects or 0) < (request.maxredirects or http.MAXREDIRECTS)
end

local transfer

local function follow(request, location)
  local target = url.absolute({ scheme = request.scheme, host = request.host, port = request.port ~= PORTS[request.scheme] and request.port or nil,
    path = request.path, query = request.query }, location)
  local to = url.parse(target) or {}
  local kept = {}
  for name, value in pairs(request.headers or {}) do
    -- What was meant for one host is not told to another
    local secret = lower(name) == "authorization" or lower(name) == "cookie"
    if lower(name) ~= "host" and not (secret and lower(to.host or "") ~= lower(request.host)) then kept[name] = value end
  end
  if request.scheme == "https" and to.scheme == "http" and request.redirect ~= "all" then
    return nil, "redirect from https to http is not followed"
  end
  local ok, code, found, status = transfer({
    url = target, source = request.source, sink = request.sink, step = request.step, headers = kept, proxy = request.proxy,
    method = request.method, redirects = (request.redirects or 0) + 1, maxredirects = request.maxredirects, redirect = request.redirect,
    create = request.own_create,
  })
  if found then found.location = found.location or location end
  return ok, code, found, status
end

function transfer(given)
  local request = full_request(given)
  request.own_create = given.create
  local create = request.create
  local opened = open_connection(request.proxy_host or request.host, request.proxy_port or request.port, function() return create(request) end)
  send_request(opened, request)
  local code, status = read_status(opened)
  local found = read_headers(opened.connection, opened.try)
  while code >= 100 and code < 200 and code ~= 101 do
    code, status = read_status(opened)
    found = read_headers(opened.connection, opened.try)
  end
  if wants_redirect(request, code, found) then
    opened.connection:close()
    return follow(request, found.location)
  end
  if has_body(request, code) then
    opened.try(ltn12.pump.all(body_source(opened.connection, found), request.sink or ltn12.sink.null(), request.step))
  end
  opened.connection:close()
  return 1, code, found, status
end

-- The request that the short form stands for, and where its body is collected.
function http.genericform(address, body)
  local parts = {}
  local request = { url = address, sink = ltn12.sink.table(parts), target = parts }
  if body then
    request.source = ltn12.source.string(body)
    request.headers = { ["content-length"] = #body, ["content-type"] = "application/x-www-form-urlencoded" }
    request.method = "POST"
  end
  return request
end

http.request = socket.protect(function(request, body)
  if type(request) ~= "string" then
    return transfer(request)
  end
  local generic = http.genericform(request, body)
  local ok, code, found, status = transfer(generic)
  if not ok then return nil, code end
  return concat(generic.target), code, found, status
end)

return http
