-- SPDX-License-Identifier: Apache-2.0
-- Trees are nodes: tables with name, length (of the branch above), children (a list) and parent. No function here calls
-- itself, so that a tree may be as deep as memory allows.
local tree = {}

--- A node with children, which get it as their parent.
function tree.node(name, length, children)
  local node = { name = name, length = length, children = children or {} }
  for _, child in ipairs(node.children) do
    child.parent = node
  end
  return node
end

--- Whether a node has no children.
function tree.is_leaf(node)
  return #node.children == 0
end

--- Iterates over a node and all below it, each before its children.
function tree.preorder(root)
  local stack = { root }
  return function()
    local node = table.remove(stack)
    if node then
      for position = #node.children, 1, -1 do
        stack[#stack + 1] = node.children[position]
      end
    end
    return node
  end
end

--- Iterates over a node and all below it, each after its children.
function tree.postorder(root)
  local nodes, next_child = { root }, { 1 }
  return function()
    while #nodes > 0 do
      local depth = #nodes
      local node, position = nodes[depth], next_child[depth]
      local child = node.children[position]
      if child then
        next_child[depth] = position + 1
        nodes[depth + 1], next_child[depth + 1] = child, 1
      else
        nodes[depth], next_child[depth] = nil, nil
        return node
      end
    end
    return nil
  end
end

--- Iterates over a node and all below it, the nearest to it first.
function tree.levelorder(root)
  local queue, first, last = { root }, 1, 1
  return function()
    local node = queue[first]
    if node then
      queue[first] = nil
      first = first + 1
      for _, child in ipairs(node.children) do
        last = last + 1
        queue[last] = child
      end
    end
    return node
  end
end

--- The leaves below a node, from left to right, as a list.
function tree.leaves(root)
  local found = {}
  for node in tree.preorder(root) do
    if #node.children == 0 then
      found[#found + 1] = node
    end
  end
  return found
end

--- The names of the leaves below a node, from left to right; those without a name are "".
function tree.leaf_names(root)
  local names = {}
  for position, leaf in ipairs(tree.leaves(root)) do
    names[position] = leaf.name or ""
  end
  return names
end

--- The first node with a name, in preorder, or nil and a message.
function tree.find(root, name)
  for node in tree.preorder(root) do
    if node.name == name then
      return node
    end
  end
  return nil, ("there is no node named %s"):format(tostring(name))
end

--- How many branches are between a node and the root above it.
function tree.depth(node)
  local depth = 0
  while node.parent do
    node, depth = node.parent, depth + 1
  end
  return depth
end

--- The lowest node that two nodes are below of, or are themselves; nil and a message if they are of two trees.
function tree.common_ancestor(a, b)
  local above = {}
  local node = a
  while node do
    above[node], node = true, node.parent
  end
  node = b
  while node do
    if above[node] then
      return node
    end
    node = node.parent
  end
  return nil, "the nodes are of two trees"
end

local function length_up_to(node, ancestor)
  local sum = 0
  while node ~= ancestor do
    sum = sum + (node.length or 0)
    node = node.parent
  end
  return sum
end

--- The length of the path between two nodes; branches without a length count as 0. nil and a message as of
-- common_ancestor.
function tree.distance(a, b)
  local ancestor, why = tree.common_ancestor(a, b)
  if not ancestor then
    return nil, why
  end
  return length_up_to(a, ancestor) + length_up_to(b, ancestor)
end

--- The sum of the lengths of all branches below a node.
function tree.total_length(root)
  local sum = 0
  for node in tree.preorder(root) do
    if node ~= root then
      sum = sum + (node.length or 0)
    end
  end
  return sum
end

--- The lengths of the paths between all leaves, as a list of names and a list of rows: what cluster methods take.
function tree.distance_matrix(root)
  local leaves = tree.leaves(root)
  local rows = {}
  for row = 1, #leaves do
    rows[row] = {}
  end
  for row, a in ipairs(leaves) do
    -- What is above a, with its distance from a, so that a path is followed only as far as it is new.
    local above, node, sum = {}, a, 0
    while node do
      above[node] = sum
      sum = sum + (node.length or 0)
      node = node ~= root and node.parent or nil
    end
    rows[row][row] = 0
    for column = row + 1, #leaves do
      local other, length = leaves[column], 0
      while not above[other] do
        length = length + (other.length or 0)
        other = other.parent
      end
      rows[row][column] = length + above[other]
      rows[column][row] = rows[row][column]
    end
  end
  return tree.leaf_names(root), rows
end

return tree
