-- SPDX-License-Identifier: Apache-2.0
-- Everything of the package in one table.
local combinatorics = require("math_package.combinatorics")
local integers = require("math_package.integers")
local matrix = require("math_package.matrix")
local primes = require("math_package.primes")
local statistics = require("math_package.statistics")

local math_package = {
  _VERSION = "math_package 1.0.0",
  combinatorics = combinatorics,
  matrix = matrix,
  primes = primes,
  statistics = statistics,
  gcd = integers.gcd,
  lcm = integers.lcm,
}

for _, part in ipairs({ combinatorics, primes, statistics }) do
  for name, value in pairs(part) do
    if type(value) == "function" then
      math_package[name] = value
    end
  end
end

--- The sum of the squares of 1 to n: compute(10) is 385.
-- nil and a message if n is no whole number from 0 to 300079, the last whose sum is below 2^53.
function math_package.compute(n)
  local value, why = integers.check("compute argument", n, 0, 300079)
  if not value then
    return nil, why
  end
  local sum = 0
  for number = 1, value do
    sum = sum + number * number
  end
  return sum
end

return math_package
