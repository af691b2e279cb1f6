-- SPDX-License-Identifier: Apache-2.0
-- Matrices as lists of rows of numbers: { { 1, 2 }, { 3, 4 } }. Arguments are never changed.
local abs, huge = math.abs, math.huge

local matrix = {}

-- The number of rows and columns, or nil and a message.
local function size(name, m)
  if type(m) ~= "table" or type(m[1]) ~= "table" or m[1][1] == nil then
    return nil, name .. " must be a list of rows of numbers"
  end
  local columns = #m[1]
  for row = 1, #m do
    if type(m[row]) ~= "table" or #m[row] ~= columns then
      return nil, ("%s must have rows of one length; row %d differs from row 1"):format(name, row)
    end
    for column = 1, columns do
      local value = m[row][column]
      if type(value) ~= "number" or value ~= value or value == huge or value == -huge then
        return nil, ("%s must consist of finite numbers; row %d, column %d is %s"):format(
          name, row, column, tostring(value))
      end
    end
  end
  return #m, columns
end

local function square(name, m)
  local rows, columns = size(name, m)
  if not rows then
    return nil, columns
  end
  if rows ~= columns then
    return nil, ("%s must be square, not %d x %d"):format(name, rows, columns)
  end
  return rows
end

local function copy(m)
  local result = {}
  for row = 1, #m do
    result[row] = {}
    for column = 1, #m[row] do
      result[row][column] = m[row][column]
    end
  end
  return result
end

--- The identity matrix of n rows.
function matrix.identity(n)
  local result = {}
  for row = 1, n do
    result[row] = {}
    for column = 1, n do
      result[row][column] = row == column and 1 or 0
    end
  end
  return result
end

--- The sum of two matrices of one size, or nil and a message.
function matrix.add(a, b)
  local rows, columns = size("the first matrix", a)
  if not rows then
    return nil, columns
  end
  local other_rows, other_columns = size("the second matrix", b)
  if not other_rows then
    return nil, other_columns
  end
  if rows ~= other_rows or columns ~= other_columns then
    return nil, ("cannot add a %d x %d and a %d x %d matrix"):format(rows, columns, other_rows, other_columns)
  end
  local result = copy(a)
  for row = 1, rows do
    for column = 1, columns do
      result[row][column] = a[row][column] + b[row][column]
    end
  end
  return result
end

--- The product of a matrix and a matrix or a number, or nil and a message.
function matrix.multiply(a, b)
  local rows, inner = size("the first matrix", a)
  if not rows then
    return nil, inner
  end
  if type(b) == "number" then
    local result = copy(a)
    for row = 1, rows do
      for column = 1, inner do
        result[row][column] = a[row][column] * b
      end
    end
    return result
  end
  local other_rows, columns = size("the second matrix", b)
  if not other_rows then
    return nil, columns
  end
  if inner ~= other_rows then
    return nil, ("cannot multiply a %d x %d by a %d x %d matrix"):format(rows, inner, other_rows, columns)
  end
  local result = {}
  for row = 1, rows do
    local line = {}
    for column = 1, columns do
      local sum = 0
      for index = 1, inner do
        sum = sum + a[row][index] * b[index][column]
      end
      line[column] = sum
    end
    result[row] = line
  end
  return result
end

--- Rows as columns, or nil and a message.
function matrix.transpose(m)
  local rows, columns = size("the matrix", m)
  if not rows then
    return nil, columns
  end
  local result = {}
  for column = 1, columns do
    result[column] = {}
    for row = 1, rows do
      result[column][row] = m[row][column]
    end
  end
  return result
end

-- Brings m to upper triangular form with partial pivoting and does to the rows of other what it does to those of m.
-- Returns the determinant: 0 as soon as there is no pivot above the noise of rounding.
local function eliminate(m, other)
  local n = #m
  local determinant = 1
  local largest = 0
  for row = 1, n do
    for column = 1, n do
      largest = math.max(largest, abs(m[row][column]))
    end
  end
  local noise = largest * n * 2.2204460492503131e-16
  for column = 1, n do
    local pivot = column
    for row = column + 1, n do
      if abs(m[row][column]) > abs(m[pivot][column]) then
        pivot = row
      end
    end
    if abs(m[pivot][column]) <= noise then
      return 0
    end
    if pivot ~= column then
      m[pivot], m[column] = m[column], m[pivot]
      other[pivot], other[column] = other[column], other[pivot]
      determinant = -determinant
    end
    determinant = determinant * m[column][column]
    for row = column + 1, n do
      local factor = m[row][column] / m[column][column]
      if factor ~= 0 then
        for index = column, n do
          m[row][index] = m[row][index] - factor * m[column][index]
        end
        for index = 1, #other[row] do
          other[row][index] = other[row][index] - factor * other[column][index]
        end
      end
    end
  end
  return determinant
end

local function empty_rows(n)
  local rows = {}
  for row = 1, n do
    rows[row] = {}
  end
  return rows
end

--- The determinant of a square matrix, or nil and a message; 0 also for what cannot be told from singular.
function matrix.determinant(m)
  local n, why = square("the matrix", m)
  if not n then
    return nil, why
  end
  return eliminate(copy(m), empty_rows(n))
end

--- Solves m x = b. b is a list of numbers, and x then is one, or a matrix, and x then is one.
-- nil and a message if sizes do not fit or the matrix is singular to working precision.
function matrix.solve(m, b)
  local n, why = square("the matrix", m)
  if not n then
    return nil, why
  end
  local is_list = type(b) == "table" and type(b[1]) == "number"
  local right = b
  if is_list then
    right = {}
    for row = 1, #b do
      right[row] = { b[row] }
    end
  end
  local rows, columns = size("the right side", right)
  if not rows then
    return nil, columns
  end
  if rows ~= n then
    return nil, ("the right side must have %d rows, not %d"):format(n, rows)
  end
  local upper, result = copy(m), copy(right)
  if eliminate(upper, result) == 0 then
    return nil, "the matrix is singular"
  end
  for row = n, 1, -1 do
    for column = 1, columns do
      local sum = result[row][column]
      for index = row + 1, n do
        sum = sum - upper[row][index] * result[index][column]
      end
      result[row][column] = sum / upper[row][row]
    end
  end
  if not is_list then
    return result
  end
  local list = {}
  for row = 1, n do
    list[row] = result[row][1]
  end
  return list
end

--- The inverse of a square matrix, or nil and a message if it is singular to working precision.
function matrix.inverse(m)
  local n, why = square("the matrix", m)
  if not n then
    return nil, why
  end
  return matrix.solve(m, matrix.identity(n))
end

return matrix
