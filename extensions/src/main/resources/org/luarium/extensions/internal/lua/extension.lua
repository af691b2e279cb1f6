-- SPDX-License-Identifier: Apache-2.0
-- What an extension in Lua sees of its host, and how it is called. Runs unchanged on Lua 5.1 to 5.4 and LuaJIT.
--
-- User code may overwrite every global, so everything needed later is a local captured here.
local given = ...
local host = luarium_host
luarium_host, package.loaded.luarium_host = nil, nil

local type, error, next, pcall, rawget, rawset, select, tostring = type, error, next, pcall, rawget, rawset, select, tostring
local setmetatable, concat, unpack = setmetatable, table.concat, table.unpack or unpack

-- The field of a table that stands for an object: its number.
local OBJECT = "\0object"

local scope = given.scope   -- the call of the host that runs, the innermost
local bound = {}            -- what is called for each interface
local module

-- Errors of the host: tables with `type` and `message`, which the host knows again.

local failure = { __tostring = function(e) return e.type .. ": " .. tostring(e.message) end }

local function fail(kind, message)
  error(setmetatable({ type = kind, message = message, typed = true }, failure), 0)
end

local function answered(mine, ran, done, ...)
  scope = mine   -- calls back may have come and gone
  if not ran then error(done, 0) end
  if done then return ... end
  error(setmetatable((...), failure), 0)
end

local function ask(what, ...)
  return answered(scope, pcall(host[what], scope, ...))
end

-- What the host has: tables that are called.

local weak = { __mode = "k" }
local numbers = setmetatable({}, weak)      -- proxy to number
local types = setmetatable({}, weak)        -- proxy to interface
local proxies = setmetatable({}, { __mode = "v" })
local interfaces = {}

local send, receive

local function method(number, name)
  return function(...) return receive(ask("call", number, name, send(...))) end
end

local meta = {
  __index = function(proxy, name)
    local kind = types[proxy]
    if not kind.has[name] then
      error(kind.name .. " has no method " .. tostring(name) .. ", only " .. concat(kind.names, ", "), 2)
    end
    local made = method(numbers[proxy], name)
    rawset(proxy, name, made)
    return made
  end,
  __call = function(proxy, ...)
    local kind = types[proxy]
    if not kind.only then error(kind.name .. " is no function; it has " .. concat(kind.names, ", "), 2) end
    return proxy[kind.only](...)
  end,
  __tostring = function(proxy) return types[proxy].name .. " " .. numbers[proxy] end,
  __metatable = "object of the host",
}

local function interface(name)
  local known = interfaces[name]
  if not known then
    local names, only = ask("describe", name)
    known = { name = name, names = names, only = only, has = {} }
    for i = 1, #names do known.has[names[i]] = true end
    interfaces[name] = known
  end
  return known
end

local function proxy_of(number, name)
  local known = proxies[number]
  if not known then
    known = {}
    numbers[known], types[known] = number, interface(name)
    proxies[number] = setmetatable(known, meta)
  end
  return known
end

-- What the host gets of this VM: functions, and tables of functions, under numbers and for as long as it needs them.

local mine, mine_numbers, counts, last = {}, {}, {}, 0
local marked = setmetatable({}, weak)

local function lend(value)
  local number = mine_numbers[value]
  if not number then
    last = last + 1
    number = last
    mine[number], mine_numbers[value], counts[number] = value, number, 0
  end
  counts[number] = counts[number] + 1
  return { [OBJECT] = number, own = true }
end

local function let_go(list)
  for i = 1, #list, 2 do
    local number = list[i]
    local left = (counts[number] or 0) - list[i + 1]
    if left > 0 then
      counts[number] = left
    elseif mine[number] ~= nil then
      mine_numbers[mine[number]], mine[number], counts[number] = nil, nil, nil
    end
  end
end

local function is_object(t)
  if marked[t] then return true end
  local any = false
  for name, value in next, t do
    if type(name) ~= "string" or type(value) ~= "function" then return false end
    any = true
  end
  return any
end

-- Values on their way to the host. Tables are copied only where something in them is replaced.
local function outgoing(value, path, depth)
  local kind = type(value)
  if kind == "function" then return lend(value) end
  if kind ~= "table" then return value end
  local number = numbers[value]
  if number then return { [OBJECT] = number } end
  if is_object(value) then return lend(value) end
  if path[value] or depth > 100 then return value end
  path[value] = true
  local copy
  for key, item in next, value do
    local sent = item
    if type(item) == "table" or type(item) == "function" then sent = outgoing(item, path, depth + 1) end
    if sent ~= item then
      if not copy then
        copy = {}
        for k, v in next, value do copy[k] = v end
      end
      copy[key] = sent
    end
  end
  path[value] = nil
  return copy or value
end

local function send_all(count, ...)
  local list = { ... }
  for i = 1, count do list[i] = outgoing(list[i], {}, 1) end
  return unpack(list, 1, count)
end

send = function(...)
  local count = select("#", ...)
  for i = 1, count do
    local kind = type((select(i, ...)))
    if kind == "table" or kind == "function" then return send_all(count, ...) end
  end
  return ...
end

local function incoming(value)
  if type(value) ~= "table" then return value end
  local number = rawget(value, OBJECT)
  if number then
    if not value.own then return proxy_of(number, value.type) end
    if mine[number] == nil then
      fail("org.luarium.extension.spi.NoSuchTargetException", "there is no object " .. number .. " of Lua any more")
    end
    return mine[number]
  end
  for key, item in next, value do
    if type(item) == "table" then value[key] = incoming(item) end
  end
  return value
end

receive = function(...)
  if select("#", ...) == 1 then return incoming((...)) end
  local count, list = select("#", ...), { ... }
  for i = 1, count do list[i] = incoming(list[i]) end
  return unpack(list, 1, count)
end

-- What the module uses.

local extension = { name = given.name, generation = given.generation, settings = given.settings }

-- A service of the host that was granted, by the name of its interface, with or without its package.
function extension.service(name)
  return proxy_of(ask("service", name))
end

-- Tells whoever listens in the host.
function extension.emit(event, payload)
  ask("emit", event, (send(payload)))
end

-- Writes to the log of the host.
function extension.log(level, text)
  if text == nil then level, text = "info", level end
  ask("log", level, tostring(text))
end

-- Lets an object of the host be used after the call that it came with, until it is released.
function extension.keep(object)
  local number = numbers[object]
  if not number then error("only objects of the host can be kept, not a " .. type(object), 2) end
  ask("keep", number)
  return object
end

function extension.release(object)
  local number = numbers[object]
  if not number then error("only objects of the host can be released, not a " .. type(object), 2) end
  ask("release", number)
end

-- Has a table be sent as an object that is called, although not all of its fields are functions.
function extension.object(t)
  marked[t] = true
  return t
end

-- Being called.

local hooks = { before_load = true, on_loaded = true, on_stop = true, snapshot_state = true, restore_state = true, exports = true }

local function no_function(name)
  fail("org.luarium.extension.spi.NoSuchTargetException", "module " .. given.module .. " has no function " .. name)
end

local function find(target, name)
  if target < 0 then return bound[-target][name] or no_function(name) end
  if target > 0 then
    local value = mine[target]
    if value == nil then
      fail("org.luarium.extension.spi.NoSuchTargetException", "there is no object " .. target .. " of Lua any more")
    end
    return type(value) == "function" and value or value[name] or no_function(name)
  end
  if hooks[name] then no_function(name) end
  if module[name] ~= nil then return module[name] end
  for i = 1, #bound do
    if bound[i][name] ~= nil then return bound[i][name] end
  end
  no_function(name)
end

function luarium_extension(id, target, name, released, objects, ...)
  scope = id
  if released then let_go(released) end
  local called = find(target, name)
  if objects then return send(called(receive(...))) end
  return send(called(...))
end

local function hook(name, ...)
  local f = rawget(module, name)
  if f then return f(...) end
end

function luarium_hook(id, name, ...)
  scope = id
  return hook(name, ...)
end

-- Loading.

for i = #given.folders, 1, -1 do
  package.path = given.folders[i] .. "/?.lua;" .. given.folders[i] .. "/?/init.lua;" .. package.path
end
_G.extension, package.loaded.extension = extension, extension
module = require(given.module)
if type(module) ~= "table" then
  error("module " .. given.module .. " has to return a table of functions, but returns a " .. type(module), 0)
end
hook("before_load", extension)
local missing = {}
for i = 1, #given.interfaces do
  local wanted = given.interfaces[i]
  local exports = rawget(module, "exports")
  local functions = type(exports) == "table" and (exports[wanted.name] or exports[wanted.simple]) or module
  bound[i] = functions
  for j = 1, #wanted.required do
    if functions[wanted.required[j]] == nil then missing[#missing + 1] = wanted.simple .. "." .. wanted.required[j] end
  end
end
if #missing > 0 then error("module " .. given.module .. " has no function for " .. concat(missing, ", "), 0) end
hook("on_loaded", extension)
return rawget(module, "snapshot_state") ~= nil and rawget(module, "restore_state") ~= nil
