-- SPDX-License-Identifier: Apache-2.0
-- The Newick format as Felsenstein and Olsen describe it: quoted labels, comments in brackets, which may be nested,
-- branch lengths, blanks anywhere between them. An underscore in a label without quotes is a blank.
local tree = require("phylo_tree.tree")

local newick = {}

local function problem(position, text)
  error(("character %d: %s"):format(position, text), 0)
end

-- The position after blanks and comments.
local function skip(text, position)
  while true do
    position = text:find("%S", position) or #text + 1
    if text:sub(position, position) ~= "[" then
      return position
    end
    local begin, depth = position, 0
    repeat
      local place = text:find("[%[%]]", position)
      if not place then
        problem(begin, "a comment does not end")
      end
      depth = depth + (text:sub(place, place) == "[" and 1 or -1)
      position = place + 1
    until depth == 0
  end
end

local function quoted(text, position)
  local begin, parts = position, {}
  while true do
    local stop = text:find("'", position + 1, true)
    if not stop then
      problem(begin, "a quoted label does not end")
    end
    parts[#parts + 1] = text:sub(position + 1, stop - 1)
    if text:sub(stop + 1, stop + 1) ~= "'" then
      return table.concat(parts, "'"), stop + 1
    end
    position = stop + 1
  end
end

local function label(text, position)
  if text:sub(position, position) == "'" then
    return quoted(text, position)
  end
  local word = text:match("^[^%s%[%]()':;,]+", position)
  if not word then
    return nil, position
  end
  return word:gsub("_", " "), position + #word
end

-- What may be after a node: a label and a length.
local function label_and_length(text, position, node)
  local name
  position = skip(text, position)
  name, position = label(text, position)
  if name then
    node.name = name
    position = skip(text, position)
  end
  if text:sub(position, position) == ":" then
    position = skip(text, position + 1)
    local word = text:match("^[^%s%[%]()':;,]+", position)
    local length = word and tonumber(word)
    if not length or not word:find("^[+-]?[%d.]") or word:find("[xX]") then
      problem(position, ("expected a branch length, not %q"):format(word or text:sub(position, position)))
    end
    node.length = length
    position = skip(text, position + #word)
  end
  return position
end

-- One tree from a position on; returns it and the position after its semicolon.
local function parse_tree(text, position)
  local root = { children = {} }
  local node = root
  while true do
    local letter = text:sub(position, position)
    if letter == "(" then
      local child = { children = {}, parent = node }
      node.children[1] = child
      node = child
      position = skip(text, position + 1)
    else
      position = label_and_length(text, position, node)
      letter = text:sub(position, position)
      -- A node is complete; what follows says whether its parents are too.
      while letter == ")" do
        node = node.parent
        if not node then
          problem(position, "there are more ) than (")
        end
        position = label_and_length(text, position + 1, node)
        letter = text:sub(position, position)
      end
      if letter == ";" then
        if node ~= root then
          problem(position, "there are more ( than )")
        end
        return root, position + 1
      elseif letter == "," and node.parent then
        local sibling = { children = {}, parent = node.parent }
        node.parent.children[#node.parent.children + 1] = sibling
        node = sibling
        position = skip(text, position + 1)
      elseif letter == "" then
        problem(position, "a tree does not end with ;")
      else
        problem(position, ("unexpected %q"):format(letter))
      end
    end
  end
end

--- Iterates over the trees of a text, each a root node (see phylo_tree.tree).
-- Raises an error with the position for what is no Newick.
function newick.trees(text)
  if type(text) ~= "string" then
    error("Newick is a string, not " .. type(text), 2)
  end
  local position = 1
  return function()
    position = skip(text, position)
    if position > #text then
      return nil
    end
    local root
    root, position = parse_tree(text, position)
    return root
  end
end

--- The tree of a text with exactly one, or nil and a message.
function newick.parse(text)
  local ok, root, another = pcall(function()
    local next_tree = newick.trees(text)
    local root = next_tree()
    return root, root and next_tree()
  end)
  if not ok then
    return nil, root
  end
  if not root then
    return nil, "there is no tree"
  end
  if another then
    return nil, "there are several trees; use trees"
  end
  return root
end

local function format_label(name)
  if name:find("[%s%[%]()':;,_]") then
    if name:find("^[^%[%]()':;,_%s][^%[%]()':;,_]*$") and not name:find("[^%S ]") then
      return (name:gsub(" ", "_"))
    end
    return "'" .. name:gsub("'", "''") .. "'"
  end
  return name
end

local function format_length(length)
  -- The shortest form that gives the same number again.
  for digits = 1, 17 do
    local text = ("%." .. digits .. "g"):format(length)
    if tonumber(text) == length then
      return text
    end
  end
  return ("%.17g"):format(length)
end

--- A tree as Newick, with its semicolon. Labels are quoted where they have to be; the lengths read back as they were.
function newick.format(root)
  local parts = {}
  local function put(text)
    parts[#parts + 1] = text
  end
  local function put_end(node)
    if node.name and node.name ~= "" then
      put(format_label(node.name))
    end
    if node.length then
      put(":" .. format_length(node.length))
    end
  end
  local nodes, next_child = { root }, { 1 }
  while #nodes > 0 do
    local depth = #nodes
    local node, position = nodes[depth], next_child[depth]
    local child = node.children[position]
    if child then
      put(position == 1 and "(" or ",")
      next_child[depth] = position + 1
      nodes[depth + 1], next_child[depth + 1] = child, 1
    else
      if position > 1 then
        put(")")
      end
      put_end(node)
      nodes[depth], next_child[depth] = nil, nil
    end
  end
  put(";")
  return table.concat(parts)
end

--- The tree below a node as lines for a terminal: names, with lengths behind them.
function newick.draw(root)
  local lines = {}
  local stack = { { root, "", "" } }
  while #stack > 0 do
    local entry = table.remove(stack)
    local node, head, tail = entry[1], entry[2], entry[3]
    local name = node.name and node.name ~= "" and node.name or "*"
    lines[#lines + 1] = head .. name .. (node.length and (" " .. format_length(node.length)) or "")
    for position = #node.children, 1, -1 do
      local is_last = position == #node.children
      local head_of_child, tail_of_child = is_last and "`- " or "|- ", is_last and "   " or "|  "
      stack[#stack + 1] = { node.children[position], tail .. head_of_child, tail .. tail_of_child }
    end
  end
  return table.concat(lines, "\n") .. "\n"
end

return newick
