-- SPDX-License-Identifier: Apache-2.0
-- Encodings that work on pieces: each function takes what an earlier call has left, and returns what it leaves itself.
local byte, char, sub, find, gsub, format = string.byte, string.char, string.sub, string.find, string.gsub, string.format
local tonumber, concat, floor = tonumber, table.concat, math.floor

local core = { _VERSION = "MIME 1.0.3" }

local DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
local encoded, decoded = {}, {}
for i = 0, 63 do
  local digit = sub(DIGITS, i + 1, i + 1)
  encoded[i], decoded[byte(digit)] = digit, i
end

local function nothing(text)
  if text == "" then return nil end
  return text
end

local function digits(a, b, c)
  local n = a * 65536 + (b or 0) * 256 + (c or 0)
  return encoded[floor(n / 262144)] .. encoded[floor(n / 4096) % 64]
    .. (b and encoded[floor(n / 64) % 64] or "=") .. (c and encoded[n % 64] or "=")
end

function core.b64(before, text)
  if not before then return nil, nil end
  local all = before .. (text or "")
  local whole = #all - #all % 3
  local parts = {}
  for i = 1, whole, 3 do parts[#parts + 1] = digits(byte(all, i, i + 2)) end
  if text then return concat(parts), sub(all, whole + 1) end
  if whole < #all then parts[#parts + 1] = digits(byte(all, whole + 1, #all)) end
  return nothing(concat(parts)), nil
end

-- Up to three bytes from two to four digits
local function bytes(a, b, c, d)
  local n = a * 262144 + b * 4096 + (c or 0) * 64 + (d or 0)
  if not c then return char(floor(n / 65536)) end
  if not d then return char(floor(n / 65536), floor(n / 256) % 256) end
  return char(floor(n / 65536), floor(n / 256) % 256, n % 256)
end

-- Takes whole groups of four; what stands between digits is ignored.
function core.unb64(before, text)
  if not before then return nil, nil end
  local all = gsub(before .. (text or ""), "[^%w+/=]", "")
  local whole = #all - #all % 4
  local parts = {}
  for i = 1, whole, 4 do
    local a, b, c, d = byte(all, i, i + 3)
    if decoded[a] and decoded[b] then parts[#parts + 1] = bytes(decoded[a], decoded[b], decoded[c], decoded[c] and decoded[d]) end
  end
  local result = concat(parts)
  if text then return result, sub(all, whole + 1) end
  return nothing(result), nil
end

-- Quoted printable

local function quoted(code) return format("=%02X", code) end

local function is_plain(code) return code >= 33 and code <= 126 and code ~= 61 end

-- The end of a text: nothing follows that could tell what it means.
local function quote_rest(text)
  if text == "" then return nil end
  return gsub(text, ".", function(one)
    local code = byte(one)
    return is_plain(code) and one or quoted(code)
  end) .. "=\r\n"
end

function core.qp(before, text, marker)
  if not before then return nil, nil end
  marker = marker or "\r\n"
  local all, parts, i = before .. (text or ""), {}, 1
  while i <= #all do
    local code, second, third = byte(all, i, i + 2)
    local blank = code == 32 or code == 9
    if code == 13 and not second or blank and not third then break end
    if code == 13 and second == 10 then
      parts[#parts + 1] = marker
      i = i + 1
    elseif is_plain(code) or blank and not (second == 13 and third == 10) then
      parts[#parts + 1] = char(code)
    else
      parts[#parts + 1] = quoted(code)
    end
    i = i + 1
  end
  local rest = sub(all, i)
  if text then return concat(parts), rest end
  parts[#parts + 1] = quote_rest(rest)
  return nothing(concat(parts)), nil
end

-- Whatever else is there was not quoted and does not belong there.
local function printable(text) return (gsub(text, "[^\t -~]", "")) end

function core.unqp(before, text)
  if not before then return nil, nil end
  local all, parts, i = before .. (text or ""), {}, 1
  while i <= #all do
    local mark = find(all, "[=\r]", i)
    if not mark then
      parts[#parts + 1] = printable(sub(all, i))
      i = #all + 1
      break
    end
    parts[#parts + 1] = printable(sub(all, i, mark - 1))
    i = mark
    local one, two = sub(all, i, i + 2), sub(all, i, i + 1)
    if sub(one, 1, 1) == "=" then
      if #one < 3 then break end
      if one == "=\r\n" then
        i = i + 3
      elseif find(one, "^=%x%x") then
        parts[#parts + 1] = char(tonumber(sub(one, 2), 16))
        i = i + 3
      else
        parts[#parts + 1] = one
        i = i + 3
      end
    elseif #two < 2 then
      break
    else
      if two == "\r\n" then parts[#parts + 1] = two end
      i = i + 2
    end
  end
  local rest = sub(all, i)
  if text then return concat(parts), rest end
  return nothing(concat(parts) .. rest), nil
end

-- Lines

local function wrap(left, text, length, soft)
  length = length or 76
  if not text then
    if left < length then return soft and "=\r\n" or "\r\n", length end
    return nil, length
  end
  local parts, reserve = {}, soft and 1 or 0
  for i = 1, #text do
    local one = sub(text, i, i)
    if one == "\n" then
      parts[#parts + 1] = "\r\n"
      left = length
    elseif one ~= "\r" then
      if left <= (soft and one == "=" and 3 or reserve) then
        parts[#parts + 1] = soft and "=\r\n" or "\r\n"
        left = length
      end
      parts[#parts + 1] = one
      left = left - 1
    end
  end
  return concat(parts), left
end

function core.wrp(left, text, length) return wrap(left, text, length, false) end
function core.qpwrp(left, text, length) return wrap(left, text, length, true) end

-- CR, LF, CR LF and LF CR are one end of a line each.
function core.eol(last, text, marker)
  if not text then return nil, 0 end
  marker = marker or "\r\n"
  local parts = {}
  for i = 1, #text do
    local code = byte(text, i)
    if code ~= 13 and code ~= 10 then
      parts[#parts + 1] = char(code)
      last = 0
    elseif last == 0 then
      parts[#parts + 1] = marker
      last = code
    else
      if last == code then parts[#parts + 1] = marker end
      last = 0
    end
  end
  return concat(parts), last
end

-- Doubles a dot at the beginning of a line.
function core.dot(matched, text)
  if not text then return nil, 2 end
  local parts = {}
  for i = 1, #text do
    local code = byte(text, i)
    if code == 46 and matched == 2 then parts[#parts + 1] = "." end
    parts[#parts + 1] = char(code)
    matched = code == 13 and 1 or code == 10 and matched == 1 and 2 or 0
  end
  return concat(parts), matched
end

return core
