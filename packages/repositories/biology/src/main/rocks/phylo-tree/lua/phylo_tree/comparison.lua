-- SPDX-License-Identifier: Apache-2.0
-- How far two trees of the same leaves are from each other (Robinson and Foulds, Mathematical Biosciences 53, 1981).
local tree = require("phylo_tree.tree")

local comparison = {}

-- Positions of the names, in alphabetical order, or nil and a message.
local function positions_of(root, which)
  local names = tree.leaf_names(root)
  table.sort(names)
  local positions = {}
  for position, name in ipairs(names) do
    if name == "" then
      return nil, ("a leaf of the %s tree has no name"):format(which)
    end
    if positions[name] then
      return nil, ("two leaves of the %s tree are named %s"):format(which, name)
    end
    positions[name] = position
  end
  return positions, names
end

-- The sets of leaves below inner nodes as texts, each once, without those that every tree has. Without a root, of a set
-- and the rest of the leaves that one counts which does not have the first leaf.
local function splits_of(root, positions, count, is_rooted)
  local below, splits, total = {}, {}, 0
  for node in tree.postorder(root) do
    local set = {}
    if #node.children == 0 then
      set[1] = positions[node.name]
    else
      for _, child in ipairs(node.children) do
        local other = below[child]
        below[child] = nil
        -- The longer list takes the shorter one in, so that a ladder costs no time of its square.
        if #other > #set then
          set, other = other, set
        end
        for _, position in ipairs(other) do
          set[#set + 1] = position
        end
      end
      local size = #set
      local is_split
      if is_rooted then
        is_split = size > 1 and size < count
      else
        is_split = size > 1 and size < count - 1
      end
      if is_split then
        local text = {}
        for position = 1, count do
          text[position] = "0"
        end
        for _, position in ipairs(set) do
          text[position] = "1"
        end
        local key = table.concat(text)
        if not is_rooted and key:sub(1, 1) == "1" then
          key = key:gsub("%d", { ["0"] = "1", ["1"] = "0" })
        end
        if not splits[key] then
          splits[key] = true
          total = total + 1
        end
      end
    end
    below[node] = set
  end
  return splits, total
end

--- The distance of Robinson and Foulds: how many groups of leaves one tree has and the other one has not. Groups are
-- the splits of trees without a root, or with is_rooted the sets of leaves below nodes. Returns the distance and the
-- largest one possible, the number of the groups of both. nil and a message if the trees do not have the same leaves,
-- by name.
function comparison.robinson_foulds(a, b, is_rooted)
  local positions, names = positions_of(a, "first")
  if not positions then
    return nil, names
  end
  local others, other_names = positions_of(b, "second")
  if not others then
    return nil, other_names
  end
  for _, name in ipairs(names) do
    if not others[name] then
      return nil, ("the second tree has no leaf %s"):format(name)
    end
  end
  for _, name in ipairs(other_names) do
    if not positions[name] then
      return nil, ("the first tree has no leaf %s"):format(name)
    end
  end
  local first, first_total = splits_of(a, positions, #names, is_rooted)
  local second, second_total = splits_of(b, positions, #names, is_rooted)
  local shared = 0
  for key in pairs(first) do
    if second[key] then
      shared = shared + 1
    end
  end
  return first_total + second_total - 2 * shared, first_total + second_total
end

return comparison
