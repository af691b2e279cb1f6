-- SPDX-License-Identifier: Apache-2.0
-- Whole numbers that a double holds exactly, on every Lua alike.
local floor, huge = math.floor, math.huge

local integers = {}

--- 2^53: from here on not every whole number is a double.
integers.LIMIT = 9007199254740992

-- Lua 5.3 and later print 4.0 and 4 differently, and the earlier ones know no difference.
local to_integer = math.tointeger or function(value)
  return value
end

--- The same whole number in the form that prints without ".0".
function integers.plain(value)
  return to_integer(value) or value
end

--- The value, if it is a whole number from low to high; otherwise nil and a message that begins with the name.
function integers.check(name, value, low, high)
  high = high or integers.LIMIT - 1
  if type(value) ~= "number" then
    return nil, name .. " must be a number, not " .. type(value)
  end
  if value ~= value or value == huge or value == -huge or floor(value) ~= value then
    return nil, name .. " must be a whole number, not " .. tostring(value)
  end
  if value < low or value > high then
    return nil, ("%s must be from %.0f to %.0f, not %.0f"):format(name, low, high, value)
  end
  return to_integer(value) or value
end

local function gcd_of_two(a, b)
  while b ~= 0 do
    a, b = b, a % b
  end
  return a
end

local function fold(name, combine, ...)
  local count = select("#", ...)
  if count == 0 then
    return nil, name .. " needs at least one number"
  end
  local result
  for position = 1, count do
    local value, why = integers.check(name .. " argument " .. position, (select(position, ...)), -integers.LIMIT + 1)
    if not value then
      return nil, why
    end
    value = value < 0 and -value or value
    if result then
      result, why = combine(result, value)
      if not result then
        return nil, why
      end
    else
      result = value
    end
  end
  return result
end

--- The greatest common divisor of one or more whole numbers; gcd(0, 0) is 0.
-- nil and a message for what is no whole number below 2^53.
function integers.gcd(...)
  return fold("gcd", gcd_of_two, ...)
end

--- The least common multiple of one or more whole numbers; 0 if one of them is 0.
-- nil and a message for what is no whole number below 2^53, and if the result is not.
function integers.lcm(...)
  return fold("lcm", function(a, b)
    if a == 0 or b == 0 then
      return 0
    end
    local factor = integers.plain(floor(a / gcd_of_two(a, b)))
    if factor > (integers.LIMIT - 1) / b then
      return nil, "lcm is 2^53 or more"
    end
    return factor * b
  end, ...)
end

return integers
