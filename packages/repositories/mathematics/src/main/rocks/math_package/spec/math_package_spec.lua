-- SPDX-License-Identifier: Apache-2.0
local t = ...
local m = require("math_package")

t.test("computes the sum of squares", function()
  t.equal(m.compute(10), 385)
  t.equal(tostring(m.compute(10)), "385")
  t.equal(m.compute(0), 0)
  t.equal(("%.0f"):format(m.compute(300079)), "9007156896217480")
  t.fails("must be from 0 to 300079", m.compute(300080))
  t.fails("must be a number, not string", m.compute("10"))
  t.fails("must be a whole number", m.compute(1.5))
  t.fails("must be a whole number", m.compute(0 / 0))
end)

-- Anscombe, Graphs in Statistical Analysis, The American Statistician 27 (1973)
local anscombe_x = { 10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5 }
local anscombe = {
  { anscombe_x, { 8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68 } },
  { anscombe_x, { 9.14, 8.14, 8.74, 8.77, 9.26, 8.10, 6.13, 3.10, 9.13, 7.26, 4.74 } },
  { anscombe_x, { 7.46, 6.77, 12.74, 7.11, 7.81, 8.84, 6.08, 5.39, 8.15, 6.42, 5.73 } },
  { { 8, 8, 8, 8, 8, 8, 8, 19, 8, 8, 8 }, { 6.58, 5.76, 7.71, 8.84, 8.47, 7.04, 5.25, 12.50, 5.56, 7.91, 6.89 } },
}

t.test("gives the statistics that Anscombe's four data sets share", function()
  for _, set in ipairs(anscombe) do
    local x, y = set[1], set[2]
    local line = m.linear_regression(x, y)

    t.equal(m.mean(x), 9)
    t.equal(m.variance(x), 11)
    t.near(m.mean(y), 7.50, 0.005)
    t.near(m.variance(y), 4.125, 0.005)
    t.near(m.correlation(x, y), 0.816, 0.001)
    t.near(line.slope, 0.500, 0.001)
    t.near(line.intercept, 3.00, 0.005)
    t.near(line.r_squared, 0.67, 0.005)
    t.near(line.predict(20), 13.0, 0.01)
  end
end)

t.test("gives the certified line of NIST's data set Norris", function()
  -- NIST Statistical Reference Datasets, linear regression, Norris: y, x
  local data = {
    0.1, 0.2, 338.8, 337.4, 118.1, 118.2, 888.0, 884.6, 9.2, 10.1, 228.1, 226.5, 668.5, 666.3, 998.5, 996.3, 449.1,
    448.6,
    778.9, 777.0, 559.2, 558.2, 0.3, 0.4, 0.1, 0.6, 778.1, 775.5, 668.8, 666.9, 339.3, 338.0, 448.9, 447.5, 10.8, 11.6,
    557.7, 556.0, 228.3, 228.1, 998.0, 995.8, 888.8, 887.6, 119.6, 120.2, 0.3, 0.3, 0.6, 0.3, 557.6, 556.8, 339.3,
    339.1,
    888.0, 887.2, 998.5, 999.0, 778.9, 779.0, 10.2, 11.1, 117.6, 118.3, 228.9, 229.2, 668.4, 669.1, 449.2, 448.9, 0.2,
    0.5,
  }
  local x, y = {}, {}
  for position = 1, #data, 2 do
    y[#y + 1], x[#x + 1] = data[position], data[position + 1]
  end

  local line = m.linear_regression(x, y)

  t.equal(#x, 36)
  t.near(line.intercept, -0.262323073774029, 1e-12)
  t.near(line.slope, 1.00211681802045, 1e-14)
  t.near(line.r_squared, 0.999993745883712, 1e-14)
end)

-- NIST Statistical Reference Datasets, univariate: NumAcc1 to NumAcc4
local function alternating(first, low, high)
  local list = { first }
  for position = 2, 1001 do
    list[position] = position % 2 == 0 and low or high
  end
  return list
end

t.test("keeps the digits of NIST's data sets NumAcc1 to NumAcc4", function()
  t.equal(m.mean({ 10000001, 10000003, 10000002 }), 10000002)
  t.equal(m.stddev({ 10000001, 10000003, 10000002 }), 1)
  t.near(m.mean(alternating(1.2, 1.1, 1.3)), 1.2, 1e-15)
  t.near(m.stddev(alternating(1.2, 1.1, 1.3)), 0.1, 1e-14)
  t.near(m.mean(alternating(1000000.2, 1000000.1, 1000000.3)), 1000000.2, 1e-9)
  t.near(m.stddev(alternating(1000000.2, 1000000.1, 1000000.3)), 0.1, 1e-9)
  t.near(m.mean(alternating(10000000.2, 10000000.1, 10000000.3)), 10000000.2, 1e-8)
  t.near(m.stddev(alternating(10000000.2, 10000000.1, 10000000.3)), 0.1, 1e-8)
end)

t.test("gives medians and quantiles as R's type 7 does", function()
  t.equal(m.median({ 3, 1, 2 }), 2)
  t.equal(m.median({ 4, 1, 3, 2 }), 2.5)
  t.equal(m.quantile({ 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 }, 0.25), 3.25)
  t.equal(m.quantile({ 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 }, 0.9), 9.1)
  t.equal(m.quantile({ 7 }, 1), 7)
  t.fails("from 0 to 1", m.quantile({ 1 }, 1.1))
  t.fails("from 0 to 1", m.quantile({ 1 }))
end)

t.test("does not change the list", function()
  local list = { 3, 1, 2 }

  m.median(list)

  t.same(list, { 3, 1, 2 })
end)

t.test("tells a sample from a population", function()
  t.near(m.variance({ 2, 4, 4, 4, 5, 5, 7, 9 }), 32 / 7, 1e-15)
  t.equal(m.variance({ 2, 4, 4, 4, 5, 5, 7, 9 }, "population"), 4)
  t.equal(m.stddev({ 2, 4, 4, 4, 5, 5, 7, 9 }, "population"), 2)
  t.equal(m.variance({ 5 }, "population"), 0)
  t.fails("at least 2 numbers, not 1", m.variance({ 5 }))
  t.fails("sample", m.variance({ 1, 2 }, "both"))
end)

t.test("counts in bins that include their low end", function()
  local bins = m.histogram({ 1, 2, 2.5, 3, 4, 5 }, 4)

  t.same({ bins[1].count, bins[2].count, bins[3].count, bins[4].count }, { 1, 2, 1, 2 })
  t.equal(bins[1].low, 1)
  t.equal(bins[4].high, 5)
  t.equal(m.histogram({ 1, 2, 30 }, 2, 0, 10)[1].count, 2)
  t.equal(m.histogram({ 3, 3 }, 1)[1].count, 2)
  t.fails("bins", m.histogram({ 1 }, 0))
  t.fails("ascend", m.histogram({ 1 }, 2, 5, 5))
end)

t.test("says what is wrong with lists", function()
  t.fails("list of numbers, not nil", m.mean())
  t.fails("at least 1 number, not 0", m.mean({}))
  t.fails("number 2 is x", m.mean({ 1, "x" }))
  t.fails("finite", m.mean({ 1, math.huge }))
  t.fails("as many y as x, not 3 and 2", m.correlation({ 1, 2 }, { 1, 2, 3 }))
  t.fails("numbers that differ", m.correlation({ 1, 1 }, { 1, 2 }))
  t.fails("x that differ", m.linear_regression({ 1, 1 }, { 1, 2 }))
  t.equal(m.sum({}), 0)
end)

t.test("sieves as many primes as there are", function()
  local counts = { [10] = 4, [100] = 25, [1000] = 168, [10000] = 1229, [100000] = 9592, [2] = 1, [1] = 0, [0] = 0 }
  for limit, count in pairs(counts) do
    t.equal(#m.sieve(limit), count)
  end
  t.same(m.sieve(30), { 2, 3, 5, 7, 11, 13, 17, 19, 23, 29 })
  t.same(m.sieve(9), { 2, 3, 5, 7 })
  t.fails("from 0 to 100000000", m.sieve(1e9))
end)

t.test("decides primality as the sieve does", function()
  local is_prime = {}
  for _, prime in ipairs(m.sieve(20000)) do
    is_prime[prime] = true
  end
  for n = -2, 20000 do
    t.equal(m.is_prime(n), is_prime[n] == true)
  end
end)

t.test("is not fooled by strong pseudoprimes and Carmichael numbers", function()
  -- OEIS A014233: the smallest strong pseudoprimes to the first 1 to 7 prime bases
  for _, n in ipairs({ 2047, 1373653, 25326001, 3215031751, 2152302898747, 3474749660383, 341550071728321 }) do
    t.equal(m.is_prime(n), false)
  end
  for _, n in ipairs({ 561, 1105, 1729, 825265, 321197185, 5394826801 }) do
    t.equal(m.is_prime(n), false)
  end
end)

t.test("knows the largest primes below powers of two", function()
  -- The Prime Pages, "Primes just less than a power of two"
  t.equal(m.is_prime(2 ^ 53 - 111), true)
  t.equal(m.is_prime(2 ^ 52 - 47), true)
  t.equal(m.is_prime(2 ^ 51 - 129), true)
  t.equal(m.is_prime(2 ^ 50 - 27), true)
  t.equal(m.is_prime(2 ^ 31 - 1), true)
  for k = 1, 109, 2 do
    t.equal(m.is_prime(2 ^ 53 - k), false)
  end
  t.equal(m.next_prime(2 ^ 50 - 34), 2 ^ 50 - 27)
  t.equal(m.next_prime(-5), 2)
  t.fails("no next prime", m.next_prime(2 ^ 53 - 111))
  t.fails("from", m.is_prime(2 ^ 53))
end)

t.test("factorises", function()
  t.same(m.factorise(1), {})
  t.same(m.factorise(12), { 2, 2, 3 })
  t.same(m.factorise(997), { 997 })
  t.same(m.factorise(1009 * 1009), { 1009, 1009 })
  t.same(m.factorise(2 ^ 53 - 1), { 6361, 69431, 20394401 })
  t.same(m.factorise(2 ^ 51 - 1), { 7, 103, 2143, 11119, 131071 })
  t.same(m.factorise(2 ^ 32 + 1), { 641, 6700417 })
  t.same(m.factorise(94906249 * 94906247), { 94906247, 94906249 })
  t.same(m.factorise(208063 * 208063 * 208057), { 17, 17, 12239, 12239, 208057 })
  t.same(m.factorise(2 ^ 52), (function()
    local twos = {}
    for position = 1, 52 do
      twos[position] = 2
    end
    return twos
  end)())
  t.fails("from 1", m.factorise(0))
end)

t.test("factorises into primes whose product is the number", function()
  local n = 2 ^ 53 - 2
  for _ = 1, 60 do
    local product = 1
    for _, prime in ipairs(m.factorise(n)) do
      t.equal(m.is_prime(prime), true)
      product = product * prime
    end
    t.equal(product, n)
    n = n - 7919
  end
end)

t.test("finds common divisors and multiples", function()
  t.equal(m.gcd(12, 18), 6)
  t.equal(m.gcd(-12, 18, 27), 3)
  t.equal(m.gcd(0, 5), 5)
  t.equal(m.gcd(0, 0), 0)
  t.equal(m.lcm(4, 6), 12)
  t.equal(m.lcm(1, 2, 3, 4, 5, 6, 7, 8, 9, 10), 2520)
  t.equal(m.lcm(0, 3), 0)
  t.equal(tostring(m.lcm(4, 6)), "12")
  t.fails("2^53", m.lcm(2 ^ 52, 3))
  t.fails("argument 2", m.gcd(1, "x"))
  t.fails("at least one", m.gcd())
end)

t.test("counts choices", function()
  t.equal(m.factorial(0), 1)
  t.equal(m.factorial(18), 6402373705728000)
  t.equal(m.binomial(5, 2), 10)
  t.equal(m.binomial(5, 6), 0)
  t.equal(m.binomial(49, 6), 13983816)
  t.equal(m.binomial(56, 28), 7648690600760440)
  t.equal(m.binomial(2 ^ 53 - 1, 1), 2 ^ 53 - 1)
  t.equal(m.arrangements(10, 3), 720)
  t.equal(m.arrangements(3, 4), 0)
  t.fails("from 0 to 18", m.factorial(19))
  t.fails("2^53", m.binomial(57, 28))
  t.fails("2^53", m.arrangements(50, 20))
end)

t.test("lists choices in order", function()
  local pairs_of, orders = {}, {}
  for pair in m.combinations({ "a", "b", "c", "d" }, 2) do
    pairs_of[#pairs_of + 1] = table.concat(pair)
  end
  for order in m.permutations({ 1, 2, 3 }) do
    orders[#orders + 1] = table.concat(order)
  end

  t.equal(table.concat(pairs_of, " "), "ab ac ad bc bd cd")
  t.equal(table.concat(orders, " "), "123 132 213 231 312 321")
  t.equal(#m.combinations({ 1 }, 0)(), 0)
  t.equal(m.combinations({ 1 }, 2)(), nil)
  t.raises("needs a list", m.permutations, 3)
  t.raises("from 0", m.combinations, { 1 }, -1)
end)

t.test("adds, multiplies and transposes matrices", function()
  local x = m.matrix

  t.same(x.add({ { 1, 2 } }, { { 3, 4 } }), { { 4, 6 } })
  t.same(x.multiply({ { 1, 2 }, { 3, 4 } }, { { 5, 6 }, { 7, 8 } }), { { 19, 22 }, { 43, 50 } })
  t.same(x.multiply({ { 1, 2 } }, 3), { { 3, 6 } })
  t.same(x.transpose({ { 1, 2, 3 }, { 4, 5, 6 } }), { { 1, 4 }, { 2, 5 }, { 3, 6 } })
  t.fails("cannot multiply a 1 x 2 by a 1 x 2", x.multiply({ { 1, 2 } }, { { 1, 2 } }))
  t.fails("cannot add", x.add({ { 1 } }, { { 1, 2 } }))
  t.fails("row 2 differs", x.transpose({ { 1, 2 }, { 3 } }))
  t.fails("row 1, column 2 is x", x.transpose({ { 1, "x" } }))
  t.fails("list of rows", x.transpose({}))
end)

t.test("gives determinants, and pivots where the first element is 0", function()
  local x = m.matrix

  t.equal(x.determinant({ { 0, 1 }, { 1, 0 } }), -1)
  t.near(x.determinant({ { 2, -1, 0 }, { -1, 2, -1 }, { 0, -1, 2 } }), 4, 1e-14)
  t.equal(x.determinant({ { 1, 2, 3 }, { 4, 5, 6 }, { 7, 8, 9 } }), 0)
  t.fails("square, not 1 x 2", x.determinant({ { 1, 2 } }))
end)

-- Entries and determinants of Hilbert's matrices and their inverses are known (Choi, American Mathematical Monthly 90,
-- 1983).
local function hilbert(n)
  local rows = {}
  for row = 1, n do
    rows[row] = {}
    for column = 1, n do
      rows[row][column] = 1 / (row + column - 1)
    end
  end
  return rows
end

t.test("inverts Hilbert's matrix", function()
  local inverse = m.matrix.inverse(hilbert(4))
  local known = {
    { 16, -120, 240, -140 },
    { -120, 1200, -2700, 1680 },
    { 240, -2700, 6480, -4200 },
    { -140, 1680, -4200, 2800 },
  }

  for row = 1, 4 do
    for column = 1, 4 do
      t.near(inverse[row][column], known[row][column], 1e-8)
    end
  end
  t.near(m.matrix.determinant(hilbert(4)) * 6048000, 1, 1e-12)
  t.near(m.matrix.determinant(hilbert(5)) * 266716800000, 1, 1e-10)
end)

t.test("solves with pivoting what elimination alone gets wrong", function()
  local x = m.matrix.solve({ { 1e-20, 1 }, { 1, 1 } }, { 1, 2 })

  t.near(x[1], 1, 1e-15)
  t.near(x[2], 1, 1e-15)
  t.same(m.matrix.solve({ { 2, 0 }, { 0, 4 } }, { { 2, 4 }, { 8, 4 } }), { { 1, 2 }, { 2, 1 } })
  t.fails("singular", m.matrix.solve({ { 1, 2 }, { 2, 4 } }, { 1, 2 }))
  t.fails("singular", m.matrix.inverse({ { 1, 2 }, { 2, 4 } }))
  t.fails("2 rows, not 3", m.matrix.solve({ { 1, 0 }, { 0, 1 } }, { 1, 2, 3 }))
end)
