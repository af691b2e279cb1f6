-- SPDX-License-Identifier: Apache-2.0
-- Evolutionary distances between aligned sequences of DNA or RNA.
local log = math.log

local distances = {}

local PURINE = { A = true, G = true }
local BASE = { A = "A", C = "C", G = "G", T = "T", U = "T" }

-- Shares of transitions and transversions among the positions where both sequences have a known base.
local function compare(a, b)
  if type(a) ~= "string" or type(b) ~= "string" then
    return nil, ("a distance needs two strings, not %s and %s"):format(type(a), type(b))
  end
  if #a ~= #b then
    return nil, ("a distance needs aligned sequences of one length, not %d and %d"):format(#a, #b)
  end
  a, b = a:upper(), b:upper()
  local sites, transitions, transversions = 0, 0, 0
  for position = 1, #a do
    local x, y = BASE[a:sub(position, position)], BASE[b:sub(position, position)]
    if x and y then
      sites = sites + 1
      if x ~= y then
        if PURINE[x] == PURINE[y] then
          transitions = transitions + 1
        else
          transversions = transversions + 1
        end
      end
    end
  end
  if sites == 0 then
    return nil, "the sequences have no position where both bases are known"
  end
  return transitions / sites, transversions / sites
end

--- The share of positions that differ; gaps and letters for several bases are left out. nil and a message for what is
-- not aligned.
function distances.p_distance(a, b)
  local transitions, transversions = compare(a, b)
  if not transitions then
    return nil, transversions
  end
  return transitions + transversions
end

--- Substitutions per site by Jukes and Cantor (1969): -3/4 ln(1 - 4/3 p). nil and a message if p is 3/4 or more.
function distances.jukes_cantor(a, b)
  local p, why = distances.p_distance(a, b)
  if not p then
    return nil, why
  end
  if p >= 0.75 then
    return nil, ("sequences that differ at %.0f %% have no distance of Jukes and Cantor"):format(100 * p)
  end
  return p == 0 and 0 or -0.75 * log(1 - 4 * p / 3)
end

--- Substitutions per site by Kimura's two parameters (J. Mol. Evol. 16, 1980). nil and a message if they differ too
-- much.
function distances.kimura(a, b)
  local transitions, transversions = compare(a, b)
  if not transitions then
    return nil, transversions
  end
  local first, second = 1 - 2 * transitions - transversions, 1 - 2 * transversions
  if first <= 0 or second <= 0 then
    return nil, ("sequences that differ at %.0f %% have no distance of Kimura"):format(
      100 * (transitions + transversions))
  end
  if transitions + transversions == 0 then
    return 0
  end
  return -0.5 * log(first) - 0.25 * log(second)
end

local MODELS = { p = distances.p_distance, jukes_cantor = distances.jukes_cantor, kimura = distances.kimura }

--- The distances between all of a list of aligned sequences, as a list of rows: model is "p", "jukes_cantor" or
-- "kimura".
-- nil and a message with the numbers of the two sequences that have none.
function distances.matrix(sequences, model)
  local distance = MODELS[model or "jukes_cantor"]
  if not distance then
    return nil, 'the model must be "p", "jukes_cantor" or "kimura", not ' .. tostring(model)
  end
  local rows = {}
  for row = 1, #sequences do
    rows[row] = { [row] = 0 }
  end
  for row = 1, #sequences do
    for column = row + 1, #sequences do
      local value, why = distance(sequences[row], sequences[column])
      if not value then
        return nil, ("sequences %d and %d: %s"):format(row, column, why)
      end
      rows[row][column], rows[column][row] = value, value
    end
  end
  return rows
end

return distances
