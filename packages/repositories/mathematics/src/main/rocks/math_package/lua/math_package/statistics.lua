-- SPDX-License-Identifier: Apache-2.0
-- Descriptive statistics of lists of numbers. Sums are compensated (Neumaier, ZAMM 54, 1974), and what varies is
-- summed around the mean, so that ten digits in common leave the others right.
local abs, floor, huge, sqrt = math.abs, math.floor, math.huge, math.sqrt

local statistics = {}

-- Nil, or the message about what is not a list of at least so many finite numbers.
local function problem(name, list, least)
  if type(list) ~= "table" then
    return name .. " must be a list of numbers, not " .. type(list)
  end
  if #list < least then
    return ("%s must have at least %d %s, not %d"):format(name, least, least == 1 and "number" or "numbers", #list)
  end
  for position = 1, #list do
    local value = list[position]
    if type(value) ~= "number" or value ~= value or value == huge or value == -huge then
      return ("%s must consist of finite numbers; number %d is %s"):format(name, position, tostring(value))
    end
  end
  return nil
end

local function sum_of(count, term)
  local sum, lost = 0.0, 0.0
  for position = 1, count do
    local value = term(position)
    local next_sum = sum + value
    if abs(sum) >= abs(value) then
      lost = lost + ((sum - next_sum) + value)
    else
      lost = lost + ((value - next_sum) + sum)
    end
    sum = next_sum
  end
  return sum + lost
end

local function mean_of(list)
  return sum_of(#list, function(position)
    return list[position]
  end) / #list
end

-- The sum of the products of what two lists differ from their means, less what the means themselves are off by.
local function co_deviation(xs, x_mean, ys, y_mean)
  local products = sum_of(#xs, function(position)
    return (xs[position] - x_mean) * (ys[position] - y_mean)
  end)
  local x_rest = sum_of(#xs, function(position)
    return xs[position] - x_mean
  end)
  local y_rest = sum_of(#ys, function(position)
    return ys[position] - y_mean
  end)
  return products - x_rest * y_rest / #xs
end

--- The sum of a list; 0 for an empty one. nil and a message for what is no list of finite numbers.
function statistics.sum(list)
  local why = problem("sum argument", list, 0)
  if why then
    return nil, why
  end
  return sum_of(#list, function(position)
    return list[position]
  end)
end

--- The arithmetic mean, or nil and a message.
function statistics.mean(list)
  local why = problem("mean argument", list, 1)
  if why then
    return nil, why
  end
  return mean_of(list)
end

local function sorted(list)
  local copy = {}
  for position = 1, #list do
    copy[position] = list[position]
  end
  table.sort(copy)
  return copy
end

--- The quantile at p from 0 to 1, interpolated between neighbours (type 7 of Hyndman and Fan, The American Statistician
-- 50, 1996; the default of R and NumPy), or nil and a message.
function statistics.quantile(list, p)
  local why = problem("quantile argument", list, 1)
  if why then
    return nil, why
  end
  if type(p) ~= "number" or not (p >= 0 and p <= 1) then
    return nil, "quantile p must be a number from 0 to 1, not " .. tostring(p)
  end
  local copy = sorted(list)
  local place = (#copy - 1) * p + 1
  local below = floor(place)
  local low = copy[below]
  local high = copy[below + 1] or low
  return low + (place - below) * (high - low)
end

--- The median, or nil and a message.
function statistics.median(list)
  local why = problem("median argument", list, 1)
  if why then
    return nil, why
  end
  return statistics.quantile(list, 0.5)
end

--- The variance of a sample (divided by n - 1), or with the second argument "population" of a population (by n).
-- nil and a message for anything else and for too few numbers.
function statistics.variance(list, kind)
  if kind ~= nil and kind ~= "sample" and kind ~= "population" then
    return nil, 'variance kind must be "sample" or "population", not ' .. tostring(kind)
  end
  local rest = kind == "population" and 0 or 1
  local why = problem("variance argument", list, 1 + rest)
  if why then
    return nil, why
  end
  local mean = mean_of(list)
  return co_deviation(list, mean, list, mean) / (#list - rest)
end

--- The square root of the variance, with its arguments and errors.
function statistics.stddev(list, kind)
  local variance, why = statistics.variance(list, kind)
  if not variance then
    return nil, why
  end
  return sqrt(variance)
end

local function pair_problem(name, xs, ys)
  local why = problem(name .. " x", xs, 2) or problem(name .. " y", ys, 2)
  if not why and #xs ~= #ys then
    why = ("%s needs as many y as x, not %d and %d"):format(name, #ys, #xs)
  end
  return why
end

--- Pearson's correlation coefficient of two lists, from -1 to 1, or nil and a message; constant lists have none.
function statistics.correlation(xs, ys)
  local why = pair_problem("correlation", xs, ys)
  if why then
    return nil, why
  end
  local x_mean, y_mean = mean_of(xs), mean_of(ys)
  local xx, yy = co_deviation(xs, x_mean, xs, x_mean), co_deviation(ys, y_mean, ys, y_mean)
  if xx == 0 or yy == 0 then
    return nil, "correlation needs numbers that differ"
  end
  local r = co_deviation(xs, x_mean, ys, y_mean) / sqrt(xx) / sqrt(yy)
  return r > 1 and 1.0 or r < -1 and -1.0 or r
end

--- The line of least squares through points: a table with slope, intercept, r_squared, and predict(x).
-- nil and a message if all x are the same. r_squared is 1 where all y are the same.
function statistics.linear_regression(xs, ys)
  local why = pair_problem("linear_regression", xs, ys)
  if why then
    return nil, why
  end
  local x_mean, y_mean = mean_of(xs), mean_of(ys)
  local xx, xy = co_deviation(xs, x_mean, xs, x_mean), co_deviation(xs, x_mean, ys, y_mean)
  local yy = co_deviation(ys, y_mean, ys, y_mean)
  if xx == 0 then
    return nil, "linear_regression needs x that differ"
  end
  local slope = xy / xx
  local intercept = y_mean - slope * x_mean
  return {
    slope = slope,
    intercept = intercept,
    r_squared = yy == 0 and 1 or xy / xx * xy / yy,
    predict = function(x)
      return intercept + slope * x
    end,
  }
end

--- Counts numbers in so many bins of one width: a list of tables with low, high and count.
-- A bin includes its low end, the last one also its high end. Without a range it is that of the numbers; numbers
-- outside of a given range are not counted. nil and a message for what is no list or no range.
function statistics.histogram(list, bins, low, high)
  local why = problem("histogram argument", list, 1)
  if why then
    return nil, why
  end
  if type(bins) ~= "number" or bins < 1 or bins > 1000000 or floor(bins) ~= bins then
    return nil, "histogram bins must be a whole number from 1 to 1000000, not " .. tostring(bins)
  end
  local from, to = low, high
  if from == nil and to == nil then
    from, to = huge, -huge
    for _, value in ipairs(list) do
      from, to = math.min(from, value), math.max(to, value)
    end
    if from == to then
      from, to = from - 0.5, to + 0.5
    end
  end
  why = problem("histogram range", { from, to }, 2)
  if not why and from >= to then
    why = ("histogram range must ascend, not from %s to %s"):format(tostring(from), tostring(to))
  end
  if why then
    return nil, why
  end
  local width = (to - from) / bins
  local result = {}
  for bin = 1, bins do
    result[bin] = { low = from + (bin - 1) * width, high = bin == bins and to or from + bin * width, count = 0 }
  end
  for _, value in ipairs(list) do
    if value >= from and value <= to then
      local bin = math.min(floor((value - from) / width) + 1, bins)
      result[bin].count = result[bin].count + 1
    end
  end
  return result
end

return statistics
