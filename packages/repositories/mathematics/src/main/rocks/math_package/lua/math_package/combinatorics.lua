-- SPDX-License-Identifier: Apache-2.0
-- Counting and listing of choices. What is counted is exact, or refused.
local integers = require("math_package.integers")

local floor = math.floor
local check, plain, LIMIT = integers.check, integers.plain, integers.LIMIT

local combinatorics = {}

local function times(a, b, name)
  if b ~= 0 and a > (LIMIT - 1) / b then
    return nil, name .. " is 2^53 or more"
  end
  return a * b
end

--- n!, for n from 0 to 18; nil and a message for anything else.
function combinatorics.factorial(n)
  local value, why = check("factorial argument", n, 0, 18)
  if not value then
    return nil, why
  end
  local result = 1
  for factor = 2, value do
    result = result * factor
  end
  return result
end

local function check_choice(name, n, k)
  local size, why = check(name .. " n", n, 0)
  if not size then
    return nil, why
  end
  local chosen
  chosen, why = check(name .. " k", k, 0)
  if not chosen then
    return nil, why
  end
  return size, chosen
end

--- How many ways there are to choose k of n without order; 0 if k is larger than n.
-- nil and a message for what is no whole number from 0, and if the result is 2^53 or more.
function combinatorics.binomial(n, k)
  local size, chosen = check_choice("binomial", n, k)
  if not size then
    return nil, chosen
  end
  if chosen > size then
    return 0
  end
  if chosen > size - chosen then
    chosen = size - chosen
  end
  local result = 1
  for step = 1, chosen do
    -- Divided before they are multiplied, so that nothing on the way is larger than the result.
    local factor = size - chosen + step
    local common = integers.gcd(result, step)
    local rest = floor(step / common)
    local product, why = times(floor(result / common), floor(factor / rest), "binomial")
    if not product then
      return nil, why
    end
    result = product
  end
  return plain(result)
end

--- How many ways there are to choose k of n in order; 0 if k is larger than n.
-- nil and a message for what is no whole number from 0, and if the result is 2^53 or more.
function combinatorics.arrangements(n, k)
  local size, chosen = check_choice("arrangements", n, k)
  if not size then
    return nil, chosen
  end
  if chosen > size then
    return 0
  end
  local result = 1
  for factor = size, size - chosen + 1, -1 do
    local product, why = times(result, factor, "arrangements")
    if not product then
      return nil, why
    end
    result = product
  end
  return plain(result)
end

local function pick(list, indices, count)
  local chosen = {}
  for position = 1, count do
    chosen[position] = list[indices[position]]
  end
  return chosen
end

--- Iterates over the choices of k elements of a list, in the order of their positions; each is a new list.
-- Raises an error if list is no table or k no whole number from 0.
function combinatorics.combinations(list, k)
  if type(list) ~= "table" then
    error("combinations needs a list, not " .. type(list), 2)
  end
  local count, why = check("combinations k", k, 0)
  if not count then
    error(why, 2)
  end
  local size = #list
  local indices
  return function()
    if not indices then
      if count > size then
        return nil
      end
      indices = {}
      for position = 1, count do
        indices[position] = position
      end
      return pick(list, indices, count)
    end
    local position = count
    while position > 0 and indices[position] == size - count + position do
      position = position - 1
    end
    if position == 0 then
      return nil
    end
    indices[position] = indices[position] + 1
    for later = position + 1, count do
      indices[later] = indices[later - 1] + 1
    end
    return pick(list, indices, count)
  end
end

--- Iterates over the orders of a list, in the order of their positions; each is a new list.
-- Raises an error if list is no table.
function combinatorics.permutations(list)
  if type(list) ~= "table" then
    error("permutations needs a list, not " .. type(list), 2)
  end
  local size = #list
  local indices
  return function()
    if not indices then
      indices = {}
      for position = 1, size do
        indices[position] = position
      end
      return pick(list, indices, size)
    end
    local position = size - 1
    while position > 0 and indices[position] > indices[position + 1] do
      position = position - 1
    end
    if position <= 0 then
      return nil
    end
    local larger = size
    while indices[larger] < indices[position] do
      larger = larger - 1
    end
    indices[position], indices[larger] = indices[larger], indices[position]
    local left, right = position + 1, size
    while left < right do
      indices[left], indices[right] = indices[right], indices[left]
      left, right = left + 1, right - 1
    end
    return pick(list, indices, size)
  end
end

return combinatorics
