-- SPDX-License-Identifier: Apache-2.0
-- Addresses of the web in parts, after RFC 2396 and 3986.
local type, tonumber, next, pairs, ipairs = type, tonumber, next, pairs, ipairs
local find, gsub, sub, match, gmatch, format, byte, char = string.find, string.gsub, string.sub, string.match, string.gmatch, string.format, string.byte, string.char
local concat, remove = table.concat, table.remove

local url = { _VERSION = "URL 1.0.3" }

local function hex(one) return format("%%%02x", byte(one)) end

function url.escape(text) return (gsub(text, "[^%w_]", hex)) end

function url.unescape(text)
  return (gsub(text, "%%(%x%x)", function(code) return char(tonumber(code, 16)) end))
end

-- What may stand in a part of a path as it is
local function protect_segment(text)
  return (gsub(text, "[^%w%-_.!~*'():@&=+$,]", function(one) return format("%%%02X", byte(one)) end))
end

-- Cuts off what a pattern finds, and gives both.
local function cut(text, pattern)
  local first, last, found = find(text, pattern)
  if not first then return text, nil end
  return sub(text, 1, first - 1) .. sub(text, last + 1), found
end

function url.parse(text, default)
  local parsed = {}
  for key, value in pairs(default or parsed) do parsed[key] = value end
  if not text or text == "" then return nil, "invalid url" end
  local found
  local function take(key, pattern)
    text, found = cut(text, pattern)
    if found then parsed[key] = found end
  end
  take("fragment", "#(.*)$")
  take("scheme", "^(%a[%w+.%-]*):")
  take("authority", "^//([^/]*)")
  take("query", "%?(.*)$")
  take("params", ";(.*)$")
  if text ~= "" then parsed.path = text end
  local authority = parsed.authority
  if not authority then return parsed end
  authority, found = cut(authority, "^([^@]*)@")
  if found then parsed.userinfo = found end
  authority, found = cut(authority, ":([^:%]]*)$")
  if found then parsed.port = found end
  if authority ~= "" then parsed.host = match(authority, "^%[(.+)%]$") or authority end
  local info = parsed.userinfo
  if not info then return parsed end
  info, found = cut(info, ":([^:]*)$")
  if found then parsed.password = found end
  parsed.user = info
  return parsed
end

function url.parse_path(path)
  local parsed = {}
  path = path or ""
  for segment in gmatch(path, "([^/]+)") do parsed[#parsed + 1] = url.unescape(segment) end
  if sub(path, 1, 1) == "/" then parsed.is_absolute = 1 end
  if sub(path, -1) == "/" then parsed.is_directory = 1 end
  return parsed
end

function url.build_path(parsed, unsafe)
  local segments = {}
  for i, segment in ipairs(parsed) do segments[i] = unsafe and segment or protect_segment(segment) end
  local path = concat(segments, "/")
  if parsed.is_directory and #segments > 0 then path = path .. "/" end
  if parsed.is_absolute then path = "/" .. path end
  return path
end

local function authority_of(parsed)
  if not parsed.host then return parsed.authority end
  local authority = find(parsed.host, ":", 1, true) and "[" .. parsed.host .. "]" or parsed.host
  if parsed.port then authority = authority .. ":" .. parsed.port end
  local info = parsed.userinfo
  if parsed.user then
    info = parsed.user
    if parsed.password then info = info .. ":" .. parsed.password end
  end
  return info and info .. "@" .. authority or authority
end

function url.build(parsed)
  local text = parsed.path or ""
  if parsed.params then text = text .. ";" .. parsed.params end
  if parsed.query then text = text .. "?" .. parsed.query end
  local authority = authority_of(parsed)
  if authority then
    if text ~= "" and sub(text, 1, 1) ~= "/" then text = "/" .. text end
    text = "//" .. authority .. text
  end
  if parsed.scheme then text = parsed.scheme .. ":" .. text end
  if parsed.fragment then text = text .. "#" .. parsed.fragment end
  return text
end

-- Without "." and what ".." takes back.
local function straight(path)
  local rooted, directory = sub(path, 1, 1) == "/", false
  local kept = {}
  for segment in gmatch(path, "[^/]+") do
    directory = segment == "." or segment == ".."
    if segment == ".." then
      if #kept > 0 and kept[#kept] ~= ".." then
        remove(kept)
      elseif not rooted then
        kept[#kept + 1] = segment
      end
    elseif segment ~= "." then
      kept[#kept + 1] = segment
    end
  end
  local result = (rooted and "/" or "") .. concat(kept, "/")
  if #kept > 0 and (directory or sub(path, -1) == "/") then result = result .. "/" end
  return result
end

local function absolute_path(base, relative)
  if sub(relative, 1, 1) == "/" then return straight(relative) end
  return straight(gsub(base, "[^/]*$", "") .. relative)
end

function url.absolute(base, relative)
  local from = type(base) == "table" and base or url.parse(base)
  local to = url.parse(relative)
  local built = type(base) == "table" and url.build(base) or base
  if not to then return built end
  if not from or to.scheme then return relative end
  to.scheme = from.scheme
  if not to.authority then
    to.authority = from.authority
    for _, key in next, { "host", "port", "userinfo", "user", "password" } do to[key] = from[key] end
    if not to.path then
      to.path = from.path
      if not to.params then
        to.params = from.params
        if not to.query then to.query = from.query end
      end
    else
      to.path = absolute_path(from.path or "", to.path)
    end
  end
  return url.build(to)
end

return url
