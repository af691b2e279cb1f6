-- SPDX-License-Identifier: Apache-2.0
-- Trees from distances.
local tree = require("phylo_tree.tree")

local huge = math.huge

local clustering = {}

-- Nil, or what is wrong with names and a list of rows.
local function problem(names, rows, least)
  if type(names) ~= "table" or type(rows) ~= "table" then
    return "a tree needs a list of names and a list of rows of distances"
  end
  if #names < least then
    return ("a tree needs at least %d names, not %d"):format(least, #names)
  end
  if #rows ~= #names then
    return ("there are %d names and %d rows"):format(#names, #rows)
  end
  for row = 1, #rows do
    if type(rows[row]) ~= "table" or #rows[row] ~= #names then
      return ("row %d needs %d distances"):format(row, #names)
    end
    for column = 1, #names do
      local value = rows[row][column]
      if type(value) ~= "number" or not (value >= 0 and value < huge) then
        return ("the distance in row %d, column %d must be a number from 0, not %s"):format(
          row, column, tostring(value))
      end
      if row == column and value ~= 0 then
        return ("the distance of %s to itself must be 0"):format(tostring(names[row]))
      end
      local other = rows[column] and rows[column][row]
      if type(other) == "number" and math.abs(value - other) > 1e-9 * math.max(value, other, 1) then
        return ("the distances of %s and %s differ: %s and %s"):format(
          tostring(names[row]), tostring(names[column]), tostring(value), tostring(other))
      end
    end
  end
  return nil
end

local function copy(rows)
  local result = {}
  for row = 1, #rows do
    result[row] = {}
    for column = 1, #rows do
      result[row][column] = rows[row][column]
    end
  end
  return result
end

-- Puts what is new at the place of row a and takes row b out, so that rows stay without holes.
local function replace(items, distances, a, b, item, distance_to)
  local count = #items
  for other = 1, count do
    if other ~= a and other ~= b then
      local value = distance_to(other)
      distances[a][other], distances[other][a] = value, value
    end
  end
  items[a] = item
  items[b] = items[count]
  items[count] = nil
  for other = 1, count do
    distances[b][other], distances[other][b] = distances[count][other], distances[other][count]
  end
  if b ~= count then
    distances[b][b] = 0
  end
  distances[count] = nil
end

--- The tree of neighbour joining (Saitou and Nei, Mol. Biol. Evol. 4, 1987, as Studier and Keppler have it, 5, 1988):
-- names is a list, distances a list of rows. It has no root; the node returned is the last one, with three children
-- (two or none for two names or one). Distances that are those of a tree give that tree; others may give negative
-- lengths.
-- nil and a message for what is no symmetric matrix. Time grows with the third power of the number of names.
function clustering.neighbor_joining(names, distances)
  local why = problem(names, distances, 1)
  if why then
    return nil, why
  end
  local d = copy(distances)
  local nodes = {}
  for position, name in ipairs(names) do
    nodes[position] = tree.node(name)
  end
  if #nodes == 1 then
    return nodes[1]
  end
  while #nodes > 3 do
    local count = #nodes
    local sums = {}
    for row = 1, count do
      local sum = 0
      for column = 1, count do
        sum = sum + d[row][column]
      end
      sums[row] = sum
    end
    local best, a, b = huge, nil, nil
    for row = 1, count - 1 do
      local distances_of_row, sum = d[row], sums[row]
      for column = row + 1, count do
        local q = (count - 2) * distances_of_row[column] - sum - sums[column]
        if q < best then
          best, a, b = q, row, column
        end
      end
    end
    local between = d[a][b]
    local first, second = nodes[a], nodes[b]
    first.length = between / 2 + (sums[a] - sums[b]) / (2 * (count - 2))
    second.length = between - first.length
    replace(nodes, d, a, b, tree.node(nil, nil, { first, second }), function(other)
      return (d[a][other] + d[b][other] - between) / 2
    end)
  end
  if #nodes == 2 then
    nodes[1].length, nodes[2].length = d[1][2] / 2, d[1][2] / 2
  else
    nodes[1].length = (d[1][2] + d[1][3] - d[2][3]) / 2
    nodes[2].length = (d[1][2] + d[2][3] - d[1][3]) / 2
    nodes[3].length = (d[1][3] + d[2][3] - d[1][2]) / 2
  end
  return tree.node(nil, nil, nodes)
end

--- The rooted tree of UPGMA (Sokal and Michener, 1958), whose leaves are all equally far from the root; arguments and
-- errors are those of neighbor_joining.
function clustering.upgma(names, distances)
  local why = problem(names, distances, 1)
  if why then
    return nil, why
  end
  local d = copy(distances)
  local clusters = {}
  for position, name in ipairs(names) do
    clusters[position] = { node = tree.node(name), size = 1, height = 0 }
  end
  while #clusters > 1 do
    local best, a, b = huge, nil, nil
    for row = 1, #clusters - 1 do
      for column = row + 1, #clusters do
        if d[row][column] < best then
          best, a, b = d[row][column], row, column
        end
      end
    end
    local first, second = clusters[a], clusters[b]
    local height = best / 2
    first.node.length, second.node.length = height - first.height, height - second.height
    local joined = {
      node = tree.node(nil, nil, { first.node, second.node }),
      size = first.size + second.size,
      height = height,
    }
    replace(clusters, d, a, b, joined, function(other)
      return (d[a][other] * first.size + d[b][other] * second.size) / joined.size
    end)
  end
  return clusters[1].node
end

return clustering
