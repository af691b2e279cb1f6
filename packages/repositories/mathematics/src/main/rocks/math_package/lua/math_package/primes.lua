-- SPDX-License-Identifier: Apache-2.0
-- Primes below 2^53. A product of two such numbers has up to 106 bits; it is kept as the sum of two doubles (Veltkamp's
-- splitting and Dekker's product, Numerische Mathematik 18, 1971), as Lua 5.1, 5.2 and LuaJIT have no wider integers.
local integers = require("math_package.integers")

local floor, sqrt = math.floor, math.sqrt
local plain = integers.plain

local primes = {}

--- The largest limit that sieve takes.
primes.SIEVE_LIMIT = 100000000

local SPLITTER = 134217729 -- 2^27 + 1

local function two_product(a, b)
  local product = a * b
  local c = SPLITTER * a
  local a_high = c - (c - a)
  local a_low = a - a_high
  c = SPLITTER * b
  local b_high = c - (c - b)
  local b_low = b - b_high
  return product, ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low
end

-- Residues are from -m/2 to m/2: then the estimated quotient is off by at most 1 and what remains is exact.
local function multiply(a, b, m)
  local high, low = two_product(a, b)
  local quotient = floor(high / m + 0.5) + 0.0
  local other_high, other_low = two_product(quotient, m)
  local rest = (high - other_high) + (low - other_low)
  if rest + rest > m then
    return rest - m
  elseif rest + rest < -m then
    return rest + m
  end
  return rest
end

local function power(base, exponent, m)
  local result = 1.0
  while exponent > 0 do
    if exponent % 2 == 1 then
      result = multiply(result, base, m)
      exponent = exponent - 1
    end
    base = multiply(base, base, m)
    exponent = exponent / 2
  end
  return result
end

-- The first nine primes as bases decide below 3,825,123,056,546,413,051 (Jiang and Deng, Math. Comp. 83, 2014).
local BASES = { 2, 3, 5, 7, 11, 13, 17, 19, 23 }

local function is_prime(n)
  if n < 2 then
    return false
  end
  for _, prime in ipairs(BASES) do
    if n % prime == 0 then
      return n == prime
    end
  end
  if n < 29 * 29 then
    return true
  end
  n = n + 0.0
  local odd, twos = n - 1, 0
  while odd % 2 == 0 do
    odd, twos = odd / 2, twos + 1
  end
  for _, base in ipairs(BASES) do
    local x = power(base + 0.0, odd, n)
    local witness = x ~= 1 and x ~= -1
    local squarings = 1
    while witness and squarings < twos do
      x = multiply(x, x, n)
      witness = x ~= -1
      squarings = squarings + 1
    end
    if witness then
      return false
    end
  end
  return true
end

--- Whether a whole number below 2^53 is prime, decided, not guessed; false for 1, 0 and negative numbers.
-- nil and a message for what is no whole number below 2^53.
function primes.is_prime(n)
  local value, why = integers.check("is_prime argument", n, -integers.LIMIT + 1)
  if not value then
    return nil, why
  end
  return is_prime(value)
end

--- The primes up to a limit, ascending, by the sieve of Eratosthenes over the odd numbers.
-- nil and a message if the limit is no whole number from 0 to SIEVE_LIMIT.
function primes.sieve(limit)
  local value, why = integers.check("sieve limit", limit, 0, primes.SIEVE_LIMIT)
  if not value then
    return nil, why
  end
  local found = {}
  if value >= 2 then
    found[1] = 2
  end
  local last = floor((value - 1) / 2)
  local composite = {}
  for index = 1, last do
    composite[index] = false
  end
  for index = 1, floor((sqrt(value) - 1) / 2) do
    if not composite[index] then
      local prime = 2 * index + 1
      for multiple = 2 * index * (index + 1), last, prime do
        composite[multiple] = true
      end
    end
  end
  local count = #found
  for index = 1, last do
    if not composite[index] then
      count = count + 1
      found[count] = 2 * index + 1
    end
  end
  return found
end

--- The smallest prime above a whole number; nil and a message if there is none below 2^53.
function primes.next_prime(n)
  local value, why = integers.check("next_prime argument", n, -integers.LIMIT + 1)
  if not value then
    return nil, why
  end
  if value < 2 then
    return 2
  end
  local candidate = value % 2 == 0 and value + 1 or value + 2
  while candidate < integers.LIMIT do
    if is_prime(candidate) then
      return candidate
    end
    candidate = candidate + 2
  end
  return nil, "there is no next prime below 2^53"
end

-- A proper divisor of a composite number without small ones: Pollard's rho as Brent runs it (BIT 20, 1980).
local function divisor(n)
  local function difference(x, y)
    local rest = (x - y) % n
    return rest + rest > n and rest - n or rest
  end
  for increment = 1, 100 do
    local y, found = 2.0, 1
    local x = y
    local length = 1
    while found == 1 do
      x = y
      local steps = 0
      while steps < length and found == 1 do
        local saved, product = y, 1.0
        local batch = 0
        while batch < 64 and steps < length do
          y = multiply(y, y, n) + increment
          product = multiply(product, difference(x, y), n)
          steps, batch = steps + 1, batch + 1
        end
        found = integers.gcd(product, n)
        if found == n then
          y, found = saved, 1
          while found == 1 do
            y = multiply(y, y, n) + increment
            found = integers.gcd(difference(x, y), n)
          end
        end
      end
      length = length * 2
    end
    if found ~= n then
      return found
    end
  end
  error("no divisor of " .. ("%.0f"):format(n) .. " found")
end

local function split(n, found)
  if n == 1 then
    return
  end
  if is_prime(n) then
    found[#found + 1] = plain(n)
    return
  end
  local root = floor(sqrt(n) + 0.5)
  local one = root * root == n and root + 0.0 or divisor(n + 0.0) + 0.0
  split(one, found)
  split(floor(n / one), found)
end

--- The prime factors of a whole number from 1 to 2^53 - 1, ascending, each as often as it divides: 12 is { 2, 2, 3 }.
-- nil and a message for anything else.
function primes.factorise(n)
  local value, why = integers.check("factorise argument", n, 1)
  if not value then
    return nil, why
  end
  local found = {}
  local rest = value
  local candidate = 2
  while candidate < 1000 and candidate * candidate <= rest do
    while rest % candidate == 0 do
      found[#found + 1] = candidate
      rest = floor(rest / candidate)
    end
    candidate = candidate == 2 and 3 or candidate + 2
  end
  if rest > 1 and candidate * candidate > rest then
    found[#found + 1] = plain(rest)
  else
    split(rest, found)
  end
  table.sort(found)
  return found
end

return primes
