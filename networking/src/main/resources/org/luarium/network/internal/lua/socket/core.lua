-- SPDX-License-Identifier: Apache-2.0
-- The interface of LuaSocket on top of sockets that the host holds. Runs unchanged on Lua 5.1 to 5.4 and LuaJIT.
--
-- The host gives the bytes that are there, up to a bound; what was not asked for waits here, in the buffer of its socket.
local host = require "luarium_socket"

local type, tostring, tonumber, error, select, pcall = type, tostring, tonumber, error, select, pcall
local setmetatable, getmetatable, rawget, ipairs, next = setmetatable, getmetatable, rawget, ipairs, next
local sub, find, gsub, format, byte = string.sub, string.find, string.gsub, string.format, string.byte
local concat, floor, max, min = table.concat, math.floor, math.max, math.min
local new_proxy = rawget(_G, "newproxy")

local CHUNK = host.limits()
local LONGEST_LINE = 16777216
local LARGEST_DATAGRAM = 65507
local FOREVER = -1

local core = {
  _VERSION = "LuaSocket 3.0.0",
  _SETSIZE = 4096,
  _SOCKETINVALID = -1,
  _DATAGRAMSIZE = 8192,
  BLOCKSIZE = 2048,
}

-- Objects. A finalizer cannot call the host, so it leaves the number for the next call that makes a socket.

local dropped = {}
local classes = {}
local groups = {}   -- name of a group to the classes that belong to it

local function reap()
  local number = next(dropped)
  while number do
    dropped[number] = nil
    host.close(number)
    number = next(dropped)
  end
end

local function drop(object)
  local number = rawget(object, "number")
  if number and not rawget(object, "closed") then dropped[number] = true end
end

local function define(name, methods)
  local class = { __index = methods, __name = name, __gc = drop }
  function class.__tostring(object) return name .. ": " .. rawget(object, "label") end
  methods.class = name
  classes[name] = class
  return class
end

local function become(object, name)
  return setmetatable(object, classes[name])
end

local function make(name, number, family)
  local object = { number = number, block = FOREVER, total = FOREVER, buffer = "", first = 1, family = family, options = {} }
  object.label = gsub(tostring(object), "^[^:]*: ?", "")
  if new_proxy then
    -- Tables have no finalizers in Lua 5.1
    local proxy = new_proxy(true)
    getmetatable(proxy).__gc = function() drop(object) end
    object.proxy = proxy
  end
  return become(object, name)
end

local function is_one_of(object, group)
  local class = type(object) == "table" and getmetatable(object)
  return class and groups[group] and groups[group][class] and true or false
end

-- A method for some classes only, whoever calls it with what.
local function checked(group, method)
  return function(self, ...)
    if not is_one_of(self, group) then error("bad argument #1 to '?' (" .. group .. " expected)", 2) end
    return method(self, ...)
  end
end

local function as_number(value, index, default)
  local number = value == nil and default or tonumber(value)
  if not number then
    error(format("bad argument #%d to '?' (number expected, got %s)", index, value == nil and "no value" or type(value)), 3)
  end
  return number
end

local function as_text(value, index)
  if type(value) == "number" then return tostring(value) end
  if type(value) ~= "string" then
    error(format("bad argument #%d to '?' (string expected, got %s)", index, value == nil and "no value" or type(value)), 3)
  end
  return value
end

local function as_port(value, index)
  local port = tonumber(value)
  if not port or port % 1 ~= 0 or port < 0 or port > 65535 then
    error(format("bad argument #%d to '?' (port expected, got %s)", index, tostring(value)), 3)
  end
  return port
end

local function as_integer(number)
  return floor(number)
end

-- What all sockets have.

local common = {}

function common:close()
  if not self.closed then
    self.closed = true
    self.buffer, self.first = "", 1
    host.close(self.number)
  end
  return 1
end

function common:settimeout(seconds, mode)
  local time = seconds == nil and FOREVER or tonumber(seconds)
  if not time then error("bad argument #2 to '?' (number expected, got " .. type(seconds) .. ")", 2) end
  mode = mode == nil and "b" or mode
  if mode == "b" then self.block = time
  elseif mode == "t" or mode == "r" then self.total = time
  else error("bad argument #3 to '?' (invalid timeout mode)", 2) end
  return 1
end

function common:gettimeout() return self.block, self.total end
function common:getfd() return self.closed and core._SOCKETINVALID or self.number end
function common:setfd() error("the host has no descriptors of sockets to give", 2) end
function common:dirty() return self.first <= #self.buffer end
function common:getfamily() return self.family == "inet" and "inet4" or self.family end

local function family_of(address) return find(address, ":", 1, true) and "inet6" or "inet" end

local function address_of(self, question)
  if self.closed then return nil, "Bad file descriptor" end
  local address, port = question(self.number)
  if not address then return nil, port end
  return address, as_integer(port), family_of(address)
end

function common:getsockname()
  local address, port, family = address_of(self, host.name)
  if not address and not self.closed then return nil, "Bad file descriptor" end
  return address, port, family
end

function common:getpeername()
  local address, port, family = address_of(self, host.peer)
  local waits = getmetatable(self).__name == "tcp{master}" or getmetatable(self).__name == "udp{unconnected}"
  if not address and waits then return nil, "Bad file descriptor" end
  return address, port, family
end

-- Those that the host knows have an effect; the others are remembered.
local OPTIONS = {
  ["keepalive"] = true, ["reuseaddr"] = true, ["reuseport"] = true, ["tcp-nodelay"] = true, ["linger"] = true, ["dontroute"] = true,
  ["broadcast"] = true, ["ipv6-v6only"] = true, ["recv-buffer-size"] = true, ["send-buffer-size"] = true,
  ["tcp-keepidle"] = true, ["tcp-keepcnt"] = true, ["tcp-keepintvl"] = true, ["tcp-defer-accept"] = true, ["tcp-fastopen"] = true,
  ["ip-multicast-ttl"] = true, ["ip-multicast-loop"] = true, ["ipv6-unicast-hops"] = true, ["ipv6-multicast-hops"] = true,
  ["ipv6-multicast-loop"] = true,
}

function common:setoption(name, value)
  if not OPTIONS[name] then error(format("bad argument #2 to '?' (unsupported option `%.35s')", tostring(name)), 2) end
  if self.closed then return nil, "setsockopt failed" end
  local number
  if type(value) == "table" then number = value.on and tonumber(value.timeout) or -1
  elseif type(value) == "number" then number = floor(value)
  else number = value and 1 or 0 end
  host.option(self.number, name, number)
  self.options[name] = value
  return 1
end

function common:getoption(name)
  if name == "error" then return 0 end
  if not OPTIONS[name] then error(format("bad argument #2 to '?' (unsupported option `%.35s')", tostring(name)), 2) end
  local value = self.options[name]
  if value ~= nil then return value end
  if name == "linger" then return { on = false, timeout = 0 } end
  if find(name, "size", 1, true) then return 65536 end
  return false
end

-- Connections

-- Reads once. `left` is what remains of the total time.
local function more(self, most, left)
  local data, problem, waited = host.receive(self.number, min(most, CHUNK), self.block, left)
  if left > 0 and waited then left = max(0, left - waited) end
  return data, problem, left
end

local function take(self, count)
  local first = self.first
  local data = sub(self.buffer, first, first + count - 1)
  self.first = first + count
  if self.first > #self.buffer then self.buffer, self.first = "", 1 end
  return data
end

local function receive_line(self, prefix)
  local left, parts, size = self.total, { prefix }, #prefix
  local buffer, first = self.buffer, self.first
  while true do
    local stop = find(buffer, "\n", first, true)
    if stop then
      local text = sub(buffer, first, stop - 1)
      self.buffer, self.first = buffer, stop + 1
      if stop == #buffer then self.buffer, self.first = "", 1 end
      parts[#parts + 1] = find(text, "\r", 1, true) and gsub(text, "\r", "") or text
      return concat(parts), nil, nil
    end
    local text = first == 1 and buffer or sub(buffer, first)
    self.buffer, self.first = "", 1
    size = size + #text
    parts[#parts + 1] = find(text, "\r", 1, true) and gsub(text, "\r", "") or text
    if size > LONGEST_LINE then return nil, "the line is longer than " .. LONGEST_LINE .. " bytes", concat(parts) end
    local problem
    buffer, problem, left = more(self, CHUNK, left)
    first = 1
    if not buffer then return nil, problem, concat(parts) end
  end
end

local function receive_count(self, count, prefix)
  local missing = count - #prefix
  if missing <= 0 and count > 0 then return prefix, nil, nil end
  local left, parts = self.total, { prefix }
  while true do
    local there = #self.buffer - self.first + 1
    if there > 0 then
      local text = take(self, min(there, missing))
      parts[#parts + 1] = text
      missing = missing - #text
    end
    if missing <= 0 and (there > 0 or count > 0) then return concat(parts), nil, nil end
    -- What is read for a small number is more than that: the next one finds it here
    local data, problem
    data, problem, left = more(self, max(missing, 16384), left)
    if not data then return nil, problem, concat(parts) end
    if #data <= missing then
      parts[#parts + 1] = data
      missing = missing - #data
      if missing <= 0 then return concat(parts), nil, nil end
    else
      self.buffer, self.first = data, 1
    end
  end
end

local function receive_all(self, prefix)
  local left, parts, size = self.total, { prefix }, 0
  local data, problem = sub(self.buffer, self.first), nil
  self.buffer, self.first = "", 1
  while data do
    size = size + #data
    parts[#parts + 1] = data
    data, problem, left = more(self, CHUNK, left)
  end
  if problem == "closed" and size > 0 then return concat(parts), nil, nil end
  return nil, problem, concat(parts)
end

local client = {}

function client:receive(pattern, prefix)
  prefix = prefix == nil and "" or as_text(prefix, 3)
  local kind = type(pattern)
  local count = kind == "number" and pattern
  if not count then
    local word = pattern == nil and "*l" or kind == "string" and pattern or ""
    word = gsub(word, "^%*", "")
    local letter = sub(word, 1, 1)
    if letter ~= "l" and letter ~= "a" then
      count = kind == "string" and tonumber(pattern)
      if not count then error("bad argument #2 to '?' (invalid receive pattern)", 2) end
    elseif self.closed then
      return nil, "closed", prefix
    elseif letter == "l" then
      return receive_line(self, prefix)
    else
      return receive_all(self, prefix)
    end
  end
  if count < 0 or count ~= count then error("bad argument #2 to '?' (invalid receive pattern)", 2) end
  if self.closed then return nil, "closed", prefix end
  return receive_count(self, floor(count), prefix)
end

function client:send(data, i, j)
  data = as_text(data, 2)
  i, j = as_number(i, 3, 1), as_number(j, 4, -1)
  local size = #data
  if i < 0 then i = max(size + i + 1, 1) elseif i < 1 then i = 1 end
  if j < 0 then j = size + j + 1 elseif j > size then j = size end
  i, j = floor(i), floor(j)
  if self.closed then return nil, "closed", 0 end
  local at, left = i, self.total
  while at <= j do
    local last = min(at + CHUNK - 1, j)
    local piece = at == 1 and last == size and data or sub(data, at, last)
    local sent, problem, partly, waited = host.send(self.number, piece, self.block, left)
    if not sent then return nil, problem, as_integer(at - 1 + (partly or 0)) end
    if left > 0 and waited then left = max(0, left - waited) end
    at = last + 1
  end
  return as_integer(max(j, i - 1)), nil, nil
end

function client:shutdown(how)
  how = how == nil and "both" or how
  if how ~= "both" and how ~= "send" and how ~= "receive" then
    error("bad argument #2 to '?' (invalid option '" .. tostring(how) .. "')", 2)
  end
  if self.closed then return nil, "closed" end
  local ok, problem = 1, nil
  if how ~= "receive" then ok, problem = host.shutdown(self.number, true) end
  if ok and how ~= "send" then ok, problem = host.shutdown(self.number, false) end
  if not ok then return nil, problem end
  return 1
end

function client:getstats()
  local received, sent, age = 0, 0, 0
  if not self.closed then received, sent, age = host.stats(self.number) end
  local base = self.base or { 0, 0, 0 }
  -- What waits here was not received by the script yet
  local waiting = #self.buffer - self.first + 1
  return as_integer(received - base[1] - waiting), as_integer(sent - base[2]), age - base[3]
end

function client:setstats(received, sent, age)
  local now_received, now_sent, now_age = host.stats(self.number)
  self.base = { now_received - (received or 0), now_sent - (sent or 0), now_age - (age or 0) }
  return 1
end

local FAMILIES = { inet = 4, inet6 = 6, unspec = 0 }

local master = {}

function master:connect(address, port)
  address, port = as_text(address, 2), as_port(port, 3)
  if self.closed then return nil, "closed" end
  self.peer_name = address
  local ok, problem = host.connect(self.number, address, port, FAMILIES[self.family] or 0, self.block, self.total)
  if ok then
    become(self, "tcp{client}")
    return 1
  end
  -- Once it is begun it may be selected, and goes on by itself
  return nil, problem
end

function master:bind(address, port)
  address, port = as_text(address, 2), as_port(port, 3)
  if self.closed then return nil, "closed" end
  local ok, problem = host.bind(self.number, address, port, FAMILIES[self.family] or 0)
  if not ok then return nil, problem end
  return 1
end

function master:listen(backlog)
  as_number(backlog, 2, 32)
  if self.closed then return nil, "closed" end
  local ok, problem = host.listen(self.number)
  if not ok then return nil, problem end
  become(self, "tcp{server}")
  return 1
end

local server = {}

function server:accept()
  if self.closed then return nil, "closed" end
  reap()
  local number, problem = host.accept(self.number, self.block, self.total)
  if not number then return nil, problem end
  return make("tcp{client}", number, self.family)
end

-- A connection whose time was over may be there by now: the host knows.
local function pending(method)
  return function(self, ...)
    if getmetatable(self) == classes["tcp{master}"] then
      if not host.peer(self.number) then return nil, "closed", "" end
      become(self, "tcp{client}")
    end
    return method(self, ...)
  end
end

-- Datagrams

local unconnected, connected, datagram = {}, {}, {}

local function datagram_size(size, index)
  size = as_number(size, index, core._DATAGRAMSIZE)
  return floor(max(0, min(size, 65536)))
end

function datagram:receive(size)
  size = datagram_size(size, 2)
  if self.closed then return nil, "closed" end
  local data, problem = host.receive_datagram(self.number, size, self.block, self.total)
  if not data then return nil, problem end
  return data
end

function unconnected:receivefrom(size)
  size = datagram_size(size, 2)
  if self.closed then return nil, "closed" end
  local data, address, port = host.receive_datagram(self.number, size, self.block, self.total)
  if not data then return nil, address end
  return data, address, as_integer(port)
end

local function send_datagram(self, data, ...)
  if self.closed then return nil, "closed" end
  if #data > LARGEST_DATAGRAM then return nil, "Message too long" end
  local ok, problem = host.send_datagram(self.number, data, self.block, self.total, ...)
  if not ok then return nil, problem end
  return #data
end

function unconnected:sendto(data, address, port)
  return send_datagram(self, as_text(data, 2), as_text(address, 3), as_port(port, 4))
end

function connected:send(data) return send_datagram(self, as_text(data, 2)) end

function unconnected:setsockname(address, port)
  address, port = as_text(address, 2), as_port(port, 3)
  if self.closed then return nil, "closed" end
  local ok, problem = host.bind(self.number, address, port, FAMILIES[self.family] or 0)
  if not ok then return nil, problem end
  return 1
end

function datagram:setpeername(address, port)
  address = as_text(address, 2)
  if self.closed then return nil, "closed" end
  if address == "*" then
    local ok, problem = host.disconnect(self.number)
    if not ok then return nil, problem end
    become(self, "udp{unconnected}")
    return 1
  end
  port = as_port(port, 3)
  local ok, problem = host.associate(self.number, address, port, FAMILIES[self.family] or 0)
  if not ok then return nil, problem end
  become(self, "udp{connected}")
  return 1
end

-- Each method knows for which classes it is; the groups have the names that LuaSocket gives them in its errors.

local TCP = { "tcp{master}", "tcp{client}", "tcp{server}" }
local UDP = { "udp{unconnected}", "udp{connected}" }
local tcp_methods, udp_methods = {}, {}
for _, name in ipairs(TCP) do define(name, setmetatable({}, { __index = tcp_methods })) end
for _, name in ipairs(UDP) do define(name, setmetatable({}, { __index = udp_methods })) end

local function group(label, names)
  groups[label] = {}
  for _, name in ipairs(names) do groups[label][classes[name]] = true end
end

group("tcp{any}", TCP)
group("udp{any}", UDP)
for _, name in ipairs(TCP) do group(name, { name }) end
for _, name in ipairs(UDP) do group(name, { name }) end
-- What waits to be connected is used as what is connected: the host tells which it is
groups["tcp{client}"][classes["tcp{master}"]] = true
groups["tcp{master}"][classes["tcp{client}"]] = true

local function install(into, label, methods, wrapper)
  for name, method in next, methods do into[name] = checked(label, wrapper and wrapper(method) or method) end
end

install(tcp_methods, "tcp{any}", common)
install(udp_methods, "udp{any}", common)
install(tcp_methods, "tcp{client}", client, pending)
install(tcp_methods, "tcp{master}", master)
install(tcp_methods, "tcp{server}", server)
install(udp_methods, "udp{any}", datagram)
install(udp_methods, "udp{unconnected}", unconnected)
install(udp_methods, "udp{connected}", connected)

-- Making sockets

local function maker(kind, name, family)
  return function()
    reap()
    local number, problem = host[kind]()
    if not number then return nil, problem end
    return make(name, number, family)
  end
end

core.tcp, core.tcp4, core.tcp6 = maker("tcp", "tcp{master}", "inet"), maker("tcp", "tcp{master}", "inet"), maker("tcp", "tcp{master}", "inet6")
core.udp, core.udp4, core.udp6 = maker("udp", "udp{unconnected}", "inet"), maker("udp", "udp{unconnected}", "inet"), maker("udp", "udp{unconnected}", "inet6")
local any_tcp = maker("tcp", "tcp{master}", "unspec")

function core.connect(address, port, own_address, own_port, family)
  address, port = as_text(address, 1), as_port(port, 2)
  local socket, problem = any_tcp()
  if not socket then return nil, problem end
  if family == "inet" or family == "inet6" then socket.family = family end
  local ok
  if own_address then
    ok, problem = socket:bind(own_address, own_port or 0)
    if not ok then socket:close() return nil, problem end
  end
  ok, problem = socket:connect(address, port)
  if not ok then socket:close() return nil, problem end
  return socket
end

function core.bind(address, port, backlog)
  address, port = as_text(address, 1), as_port(port, 2)
  local socket, problem = any_tcp()
  if not socket then return nil, problem end
  local ok
  socket:setoption("reuseaddr", true)
  ok, problem = socket:bind(address, port)
  if ok then ok, problem = socket:listen(backlog) end
  if not ok then socket:close() return nil, problem end
  return socket
end

-- Waiting for several

local function collect(sockets, numbers, by_number, ready, buffered)
  if sockets == nil then return end
  if type(sockets) ~= "table" then error("bad argument to 'select' (table expected, got " .. type(sockets) .. ")", 3) end
  for _, socket in ipairs(sockets) do
    local number
    local is_ours = type(socket) == "table" and rawget(socket, "number") and getmetatable(socket) and classes[getmetatable(socket).__name]
    if buffered and (is_ours and socket.first <= #socket.buffer or not is_ours and socket.dirty and socket:dirty()) then
      ready[#ready + 1], ready[socket] = socket, #ready + 1
    end
    if is_ours then number = not socket.closed and socket.number
    elseif socket.getfd then number = socket:getfd() end
    if number and number >= 0 then
      numbers[#numbers + 1] = number
      by_number[number] = socket
    end
  end
end

local function add_found(found, by_number, ready)
  for i = 1, #found do
    local socket = by_number[found[i]]
    if socket and not ready[socket] then
      ready[#ready + 1] = socket
      ready[socket] = #ready
    end
  end
end

function core.select(receivers, senders, timeout)
  timeout = timeout == nil and FOREVER or as_number(timeout, 3)
  local readable, writable, reading, writing, read_by, write_by = {}, {}, {}, {}, {}, {}
  collect(receivers, reading, read_by, readable, true)
  collect(senders, writing, write_by, writable, false)
  if #readable > 0 then timeout = 0 end
  local found, found_writable = host.select(reading, writing, timeout)
  if not found then return readable, writable, found_writable end
  add_found(found, read_by, readable)
  add_found(found_writable, write_by, writable)
  if #readable == 0 and #writable == 0 then return readable, writable, "timeout" end
  return readable, writable
end

-- Time and names

function core.gettime() return host.time() end
function core.sleep(seconds) host.sleep(max(0, as_number(seconds, 1))) end

local dns = {}
core.dns = dns

local function resolved(name, addresses)
  return { name = name, alias = {}, ip = addresses }
end

function dns.gethostname() return "localhost" end

function dns.toip(name)
  name = as_text(name, 1)
  local addresses, problem = host.look_up(name, false)
  if not addresses then return nil, problem end
  local four = {}
  for _, address in ipairs(addresses) do
    if not find(address, ":", 1, true) then four[#four + 1] = address end
  end
  if not four[1] then return nil, "host not found" end
  return four[1], resolved(name, four)
end

function dns.tohostname(address)
  local addresses, name = host.look_up(as_text(address, 1), true)
  if not addresses then return nil, name end
  return name, resolved(name, addresses)
end

function dns.getaddrinfo(name)
  local addresses, problem = host.look_up(as_text(name, 1), false)
  if not addresses then return nil, problem end
  local list = {}
  for i, address in ipairs(addresses) do list[i] = { family = family_of(address), addr = address } end
  return list
end

function dns.getnameinfo(address, port)
  local _, name = host.look_up(as_text(address, 1), true)
  if not _ then return nil, name end
  return { name }, port and tostring(port)
end

-- Exceptions: tables that only `protect` catches

local exception = { __tostring = function(value) return tostring(value[1]) end }

function core.newtry(finalizer)
  return function(...)
    local first, problem = ...
    if first then return ... end
    if finalizer then pcall(finalizer) end
    error(setmetatable({ problem }, exception), 0)
  end
end

core.try = core.newtry()

local function unprotected(ok, first, ...)
  if ok then return first, ... end
  if type(first) == "table" and getmetatable(first) == exception then return nil, first[1] end
  error(first, 0)
end

function core.protect(action)
  return function(...) return unprotected(pcall(action, ...)) end
end

function core.skip(count, ...)
  return select(count + 1, ...)
end

function core.__unload() end

return core
