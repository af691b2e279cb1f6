-- SPDX-License-Identifier: Apache-2.0
-- Alignment of two sequences: Needleman and Wunsch (J. Mol. Biol. 48, 1970), Smith and Waterman (J. Mol. Biol. 147,
-- 1981), with affine gaps as Gotoh has them (J. Mol. Biol. 162, 1982).
--
-- Scores are kept for two rows only. How each cell was reached is one byte, and each row of them a string, so that two
-- sequences of 10,000 letters need 100 MB and not the gigabytes of a table.
local blosum62 = require("bio_utils.blosum62")

local byte, char, concat = string.byte, string.char, table.concat
local floor, huge = math.floor, math.huge

local alignment = {}

--- How many cells, the product of the lengths, an alignment may have unless max_cells says otherwise.
alignment.MAX_CELLS = 100000000

-- States of a cell: two letters face each other, a letter of the first faces a gap, one of the second does.
local BOTH, FIRST, SECOND, START = 0, 1, 2, 3

-- The score of each pair of letters as a table of tables, or nil and a message.
local function score_table(a, b, options)
  local matrix = options.matrix
  if matrix == "BLOSUM62" then
    matrix = blosum62
  elseif matrix ~= nil and type(matrix) ~= "table" then
    return nil, 'the matrix must be "BLOSUM62" or a table of tables of scores, not ' .. tostring(matrix)
  end
  local match, mismatch = options.match or 1, options.mismatch or -1
  local scores = {}
  for position = 1, #a do
    local letter = a:sub(position, position)
    if not scores[letter] then
      if matrix and type(matrix[letter]) ~= "table" then
        return nil, ("the matrix has no scores for %q, position %d of the first sequence"):format(letter, position)
      end
      local row = {}
      for other = 1, #b do
        local other_letter = b:sub(other, other)
        if not row[other_letter] then
          local score = match
          if matrix then
            score = matrix[letter][other_letter]
          elseif letter ~= other_letter then
            score = mismatch
          end
          if type(score) ~= "number" then
            return nil, ("the matrix has no score for %q and %q, position %d of the second sequence"):format(
              letter, other_letter, other)
          end
          row[other_letter] = score
        end
      end
      scores[letter] = row
    end
  end
  return scores
end

local function prepare(a, b, options)
  options = options or {}
  if type(a) ~= "string" or type(b) ~= "string" then
    return nil, ("an alignment needs two strings, not %s and %s"):format(type(a), type(b))
  end
  local open = options.gap_open or options.gap or 1
  local extend = options.gap_extend or options.gap or open
  if type(open) ~= "number" or type(extend) ~= "number" or not (open >= 0) or not (extend >= 0) then
    return nil, ("gap penalties must be numbers from 0, not %s and %s"):format(tostring(open), tostring(extend))
  end
  local most = options.max_cells or alignment.MAX_CELLS
  if #a * #b > most then
    return nil, ("aligning %d and %d letters takes %.0f cells, more than max_cells, %.0f"):format(
      #a, #b, #a * #b, most)
  end
  a, b = a:upper(), b:upper()
  local scores, why = score_table(a, b, options)
  if not scores then
    return nil, why
  end
  return { a = a, b = b, scores = scores, open = open, extend = extend, free = options.free_end_gaps }
end

local function letters_of(text)
  local letters = {}
  for position = 1, #text do
    letters[position] = text:sub(position, position)
  end
  return letters
end

local function gap_cost(task, length)
  if task.free or length == 0 then
    return 0
  end
  return task.open + (length - 1) * task.extend
end

-- Fills the table and returns how each cell was reached, and the best end: score, row, column and state.
local function fill(task, is_local)
  local a, b = letters_of(task.a), letters_of(task.b)
  local n, m = #a, #b
  local open, extend, free = task.open, task.extend, task.free
  local both, first, second = {}, {}, {}
  local best = { score = is_local and 0 or -huge, row = 0, column = 0, state = BOTH }
  for column = 0, m do
    both[column] = -huge
    first[column] = -huge
    second[column] = is_local and -huge or -gap_cost(task, column)
  end
  both[0] = 0
  second[0] = -huge
  local rows = {}
  -- Cells of the left edge and the upper edge are reached from their neighbours, so they need no byte.
  local function consider(score, row, column, state)
    if score > best.score then
      best.score, best.row, best.column, best.state = score, row, column, state
    end
  end
  local function consider_cell(row, column)
    consider(both[column], row, column, BOTH)
    consider(first[column], row, column, FIRST)
    consider(second[column], row, column, SECOND)
  end
  if not is_local and (free or n == 0) then
    consider_cell(0, m)
  end
  for row = 1, n do
    local scores = task.scores[a[row]]
    local how = {}
    local diagonal_both, diagonal_first, diagonal_second = both[0], first[0], second[0]
    both[0], second[0] = -huge, -huge
    first[0] = is_local and -huge or -gap_cost(task, row)
    local left_both, left_first, left_second = both[0], first[0], second[0]
    for column = 1, m do
      local up_both, up_first, up_second = both[column], first[column], second[column]

      local score, from = diagonal_both, BOTH
      if diagonal_first > score then
        score, from = diagonal_first, FIRST
      end
      if diagonal_second > score then
        score, from = diagonal_second, SECOND
      end
      if is_local and score <= 0 then
        score, from = 0, START
      end
      local new_both = score + scores[b[column]]

      local new_first, first_from = up_both - open, BOTH
      if up_first - extend > new_first then
        new_first, first_from = up_first - extend, FIRST
      end
      if up_second - open > new_first then
        new_first, first_from = up_second - open, SECOND
      end

      local new_second, second_from = left_both - open, BOTH
      if left_second - extend > new_second then
        new_second, second_from = left_second - extend, SECOND
      end
      if left_first - open > new_second then
        new_second, second_from = left_first - open, FIRST
      end

      if is_local and new_both > best.score then
        best.score, best.row, best.column, best.state = new_both, row, column, BOTH
      end
      how[column] = char(from + 4 * first_from + 16 * second_from)
      both[column], first[column], second[column] = new_both, new_first, new_second
      diagonal_both, diagonal_first, diagonal_second = up_both, up_first, up_second
      left_both, left_first, left_second = new_both, new_first, new_second
    end
    rows[row] = concat(how)
    if not is_local and free then
      consider_cell(row, m)
    end
  end
  if not is_local then
    if free then
      for column = 0, m do
        consider_cell(n, column)
      end
    else
      consider_cell(n, m)
    end
  end
  return rows, best
end

-- Walks back from the best end; gaps before and after it are those of a global alignment.
local function trace(task, rows, best, is_local)
  local a, b = task.a, task.b
  local row, column, state = best.row, best.column, best.state
  local first, second, length = {}, {}, 0
  local function put(letter, other)
    length = length + 1
    first[length], second[length] = letter, other
  end
  if not is_local then
    for position = #a, row + 1, -1 do
      put(a:sub(position, position), "-")
    end
    for position = #b, column + 1, -1 do
      put("-", b:sub(position, position))
    end
  end
  local at_start = is_local and best.score == 0
  while not at_start and row > 0 and column > 0 do
    local how = byte(rows[row], column)
    if state == BOTH then
      put(a:sub(row, row), b:sub(column, column))
      row, column, state = row - 1, column - 1, how % 4
      at_start = state == START
    elseif state == FIRST then
      put(a:sub(row, row), "-")
      row, state = row - 1, floor(how / 4) % 4
    else
      put("-", b:sub(column, column))
      column, state = column - 1, floor(how / 16)
    end
  end
  local from_row, from_column = row, column
  if not is_local then
    for position = row, 1, -1 do
      put(a:sub(position, position), "-")
    end
    for position = column, 1, -1 do
      put("-", b:sub(position, position))
    end
    from_row, from_column = 0, 0
  end
  local identities, positives, gaps = 0, 0, 0
  for position = 1, length do
    local letter, other = first[position], second[position]
    if letter == "-" or other == "-" then
      gaps = gaps + 1
    else
      identities = identities + (letter == other and 1 or 0)
      positives = positives + (task.scores[letter][other] > 0 and 1 or 0)
    end
  end
  return {
    score = best.score,
    a = concat(first):reverse(),
    b = concat(second):reverse(),
    length = length,
    identities = identities,
    positives = positives,
    gaps = gaps,
    start_a = from_row + 1,
    end_a = is_local and best.row or #a,
    start_b = from_column + 1,
    end_b = is_local and best.column or #b,
  }
end

local function align(a, b, options, is_local)
  local task, why = prepare(a, b, options)
  if not task then
    return nil, why
  end
  local rows, best = fill(task, is_local)
  return trace(task, rows, best, is_local)
end

--- A best alignment of two whole sequences (Needleman and Wunsch).
-- Options: match (1), mismatch (-1), or matrix ("BLOSUM62" or a table of tables of scores); gap (1), what each letter
-- in a gap costs, or gap_open, what the first one costs, and gap_extend, what each further one does; free_end_gaps, so
-- that gaps at the ends cost nothing; max_cells.
-- Returns a table: score, a and b (with - for gaps), length, identities, positives (pairs that score above 0), gaps,
-- start_a, end_a, start_b and end_b. nil and a message for wrong arguments and letters without a score.
function alignment.needleman_wunsch(a, b, options)
  return align(a, b, options, false)
end

--- A best alignment of parts of two sequences (Smith and Waterman); options, result and errors as of needleman_wunsch.
-- Where nothing scores above 0 the score is 0, the alignment is empty and end_a is start_a - 1.
function alignment.smith_waterman(a, b, options)
  return align(a, b, options, true)
end

return alignment
