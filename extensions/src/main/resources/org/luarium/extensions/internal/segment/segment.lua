-- SPDX-License-Identifier: Apache-2.0
-- Memory that the host shares: files with numbers, mapped where the interpreter can, read in chunks where not.
--
--   local seg = segment.open(path, "r")        an .npy file; "rw" to write too
--   local seg = segment.open(path, "r", { type = "<f8", offset = 0, count = 10 })   bytes without a header
--   seg.type, seg.shape, seg.count, seg.bytes
--   for bytes in seg:chunks(65536) do … end    the numbers as strings of at most so many bytes
--   seg:doubles(i, j)                          numbers i to j, from 1, of any type, as a table
--   seg:read(offset, count)                    bytes; the offset is that of the numbers, from 0
--   seg:write(offset, bytes)
--   seg:pointer()                              LuaJIT: the numbers; valid until seg:close()
--   seg:close()

local segment = {}

local LARGEST_HEADER = 65536
local CHUNK = 65536
local MOST_DIMENSIONS = 32
-- size, letter for string.unpack, type of C, and whether it is signed
local TYPES = {
  ["|b1"] = { 1, "B", "uint8_t", false },
  ["|i1"] = { 1, "b", "int8_t", true },
  ["|u1"] = { 1, "B", "uint8_t", false },
  ["<i2"] = { 2, "i2", "int16_t", true },
  ["<u2"] = { 2, "I2", "uint16_t", false },
  ["<i4"] = { 4, "i4", "int32_t", true },
  ["<u4"] = { 4, "I4", "uint32_t", false },
  ["<i8"] = { 8, "i8", "int64_t", true },
  ["<f4"] = { 4, "f", "float" },
  ["<f8"] = { 8, "d", "double" },
}

local function fail(path, why)
  error("segment " .. path .. ": " .. why, 3)
end

local function type_of(path, name)
  local found = TYPES[name]
  if not found then
    local names = {}
    for each in pairs(TYPES) do
      names[#names + 1] = each
    end
    table.sort(names)
    fail(path, "numbers of type '" .. tostring(name) .. "' are not supported, only " .. table.concat(names, ", "))
  end
  return found
end

-- The header of an .npy file, which may be anything.
local function header(path, file)
  local start = file:read(10) or ""
  if #start < 10 or start:sub(1, 6) ~= "\147NUMPY" then
    fail(path, "it is no .npy file")
  end
  local version, a, b = start:byte(7), start:byte(9, 10)
  local length, prefix = a + 256 * b, 10
  if version == 2 then
    local more = file:read(2) or ""
    if #more < 2 then
      fail(path, "its header is incomplete")
    end
    local c, d = more:byte(1, 2)
    length, prefix = length + 65536 * (c + 256 * d), 12
  elseif version ~= 1 then
    fail(path, "version " .. version .. " of .npy is not supported, only 1 and 2")
  end
  if length > LARGEST_HEADER then
    fail(path, "its header has " .. length .. " bytes")
  end
  local text = file:read(length) or ""
  if #text < length then
    fail(path, "its header is incomplete")
  end
  local name = text:match("'descr'%s*:%s*'([^']*)'")
  local sizes = text:match("'shape'%s*:%s*%(([%d%s,]*)%)")
  if not name or not sizes or text:match("'fortran_order'%s*:%s*(%a+)") ~= "False" then
    fail(path, "its header is not understood, or its columns come first")
  end
  local shape, count = {}, 1
  for digits in sizes:gmatch("%d+") do
    local size = tonumber(digits)
    if #digits > 15 or #shape == MOST_DIMENSIONS then
      fail(path, "its shape is too large")
    end
    shape[#shape + 1] = size
    count = count * size
    if count > 2 ^ 50 then
      fail(path, "its shape is too large")
    end
  end
  return name, shape, count, prefix + length
end

-- Integers and doubles without string.unpack, which Lua has since 5.3.
local function integer(bytes, at, size, signed)
  local value = 0
  for i = at + size - 1, at, -1 do
    value = value * 256 + bytes:byte(i)
  end
  if signed and bytes:byte(at + size - 1) >= 128 then
    -- From the bytes inverted, as the sum of all would lose the lowest bits.
    value = 0
    for i = at + size - 1, at, -1 do
      value = value * 256 + (255 - bytes:byte(i))
    end
    value = -value - 1
  end
  return value
end

local function floating(bytes, at, size)
  local exponent_bits, fraction_bits = 11, 52
  if size == 4 then
    exponent_bits, fraction_bits = 8, 23
  end
  local last = at + size - 1
  local high = bytes:byte(last)
  local sign = high >= 128 and -1 or 1
  local rest = (high % 128)
  local fraction = 0
  -- The byte before the last has bits of both.
  for i = at, last - 2 do
    fraction = fraction + bytes:byte(i) * 2 ^ (8 * (i - at))
  end
  local second = bytes:byte(last - 1)
  local low_bits = fraction_bits - 8 * (size - 2)
  local exponent = rest * 2 ^ (8 - low_bits) + math.floor(second / 2 ^ low_bits)
  fraction = fraction + (second % 2 ^ low_bits) * 2 ^ (8 * (size - 2))
  local most = 2 ^ exponent_bits - 1
  if exponent == most then
    return fraction == 0 and sign / 0 or 0 / 0
  elseif exponent == 0 then
    return sign * fraction * 2 ^ (2 - 2 ^ (exponent_bits - 1) - fraction_bits)
  end
  return sign * (1 + fraction / 2 ^ fraction_bits) * 2 ^ (exponent - (2 ^ (exponent_bits - 1) - 1))
end

local function decode(bytes, kind, into)
  local size, letter = kind[1], kind[2]
  if string.unpack then
    local format = "<" .. letter
    for at = 1, #bytes, size do
      into[#into + 1] = (string.unpack(format, bytes, at))
    end
  elseif kind[4] == nil then
    for at = 1, #bytes, size do
      into[#into + 1] = floating(bytes, at, size)
    end
  else
    for at = 1, #bytes, size do
      into[#into + 1] = integer(bytes, at, size, kind[4])
    end
  end
end

local Segment = {}
Segment.__index = Segment

local function check(self, offset, count)
  if self.closed then
    fail(self.path, "it was closed")
  end
  if offset < 0 or count < 0 or offset ~= math.floor(offset) or offset + count > self.bytes then
    fail(self.path, count .. " bytes from " .. offset .. " on are not within " .. self.bytes)
  end
end

function Segment:chunks(size)
  size = size or CHUNK
  local at = 0
  return function()
    if at >= self.bytes then
      return nil
    end
    local count = math.min(size, self.bytes - at)
    local bytes = self:read(at, count)
    at = at + count
    return bytes
  end
end

function Segment:doubles(from, to)
  from, to = from or 1, to or self.count
  if from > to then
    return {}
  end
  local size = self.kind[1]
  check(self, (from - 1) * size, (to - from + 1) * size)
  return self:numbers(from, to)
end

-- What PUC Lua can: a file.
local File = setmetatable({}, Segment)
File.__index = File

function File:read(offset, count)
  check(self, offset, count)
  self.file:seek("set", self.start + offset)
  local bytes = count == 0 and "" or self.file:read(count)
  if not bytes or #bytes < count then
    fail(self.path, "it was cut off")
  end
  return bytes
end

function File:write(offset, bytes)
  check(self, offset, #bytes)
  if not self.writable then
    fail(self.path, "it is to be read only")
  end
  self.file:seek("set", self.start + offset)
  local done, why = self.file:write(bytes)
  if not done then
    fail(self.path, why)
  end
  self.file:flush()
end

function File:numbers(from, to)
  local size, numbers = self.kind[1], {}
  local step = math.floor(CHUNK / size)
  for first = from, to, step do
    local last = math.min(to, first + step - 1)
    decode(self:read((first - 1) * size, (last - first + 1) * size), self.kind, numbers)
  end
  return numbers
end

function File:pointer()
  fail(self.path, "this interpreter has no pointers; use chunks or doubles")
end

function File:close()
  if not self.closed then
    self.closed = true
    self.file:close()
  end
end

-- What LuaJIT can: the memory itself.
local has_ffi, ffi = pcall(require, "ffi")
local Mapped = setmetatable({}, Segment)
Mapped.__index = Mapped

if has_ffi then
  ffi.cdef([[
    void *mmap(void *address, size_t length, int protection, int flags, int file, int64_t offset);
    int munmap(void *address, size_t length);
    int open(const char *path, int flags, ...);
    int close(int file);
  ]])
end

local function map(self, size)
  local file = ffi.C.open(self.path, self.writable and 2 or 0)
  if file < 0 then
    fail(self.path, "it cannot be opened")
  end
  local protection = self.writable and 3 or 1
  local memory = ffi.C.mmap(nil, size, protection, 1, file, 0)
  ffi.C.close(file)
  if ffi.cast("intptr_t", memory) == -1 then
    return nil
  end
  self.memory = ffi.gc(memory, function(gone)
    ffi.C.munmap(gone, size)
  end)
  self.first = ffi.cast("uint8_t *", memory) + self.start
  self.size = size
  return setmetatable(self, Mapped)
end

function Mapped:read(offset, count)
  check(self, offset, count)
  return ffi.string(self.first + offset, count)
end

function Mapped:write(offset, bytes)
  check(self, offset, #bytes)
  if not self.writable then
    fail(self.path, "it is to be read only")
  end
  ffi.copy(self.first + offset, bytes, #bytes)
end

function Mapped:pointer()
  check(self, 0, 0)
  return ffi.cast((self.writable and "" or "const ") .. self.kind[3] .. " *", self.first)
end

function Mapped:numbers(from, to)
  local numbers, memory = {}, self:pointer()
  for i = from, to do
    numbers[i - from + 1] = tonumber(memory[i - 1])
  end
  return numbers
end

function Mapped:close()
  if not self.closed then
    self.closed = true
    ffi.C.munmap(ffi.gc(self.memory, nil), self.size)
    self.memory, self.first = nil, nil
  end
end

function segment.open(path, mode, bare)
  local writable = mode == "rw"
  if mode ~= nil and mode ~= "r" and not writable then
    fail(path, "the mode is 'r' or 'rw', not '" .. tostring(mode) .. "'")
  end
  local file, why = io.open(path, writable and "r+b" or "rb")
  if not file then
    fail(path, why)
  end
  local ok, result = pcall(function()
    local self = { path = path, writable = writable, file = file }
    if bare then
      self.type, self.shape, self.count, self.start = bare.type, { bare.count }, bare.count, bare.offset or 0
    else
      self.type, self.shape, self.count, self.start = header(path, file)
    end
    self.kind = type_of(path, self.type)
    self.bytes = self.count * self.kind[1]
    local size = file:seek("end")
    if self.start + self.bytes > size then
      fail(path, self.count .. " numbers are not in a file of " .. size .. " bytes")
    end
    if has_ffi and size > 0 and map(self, size) then
      self.file = nil
      file:close()
      return self
    end
    return setmetatable(self, File)
  end)
  if not ok then
    pcall(file.close, file)
    error(result, 2)
  end
  return result
end

return segment
