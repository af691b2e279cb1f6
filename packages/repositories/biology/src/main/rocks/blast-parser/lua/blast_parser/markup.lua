-- SPDX-License-Identifier: Apache-2.0
-- As much of XML as BLAST writes: elements, text, character references, comments, CDATA. Attributes are passed over,
-- and so is a document type; one that declares entities is refused, so nothing can expand.
local source = require("sequence_parser.source")

local byte, char, find, sub = string.byte, string.char, string.find, string.sub

local markup = {}

local ENTITIES = { lt = "<", gt = ">", amp = "&", quot = '"', apos = "'" }

-- A code point as UTF-8.
local function utf8_of(code)
  if code < 0x80 then
    return char(code)
  elseif code < 0x800 then
    return char(0xC0 + math.floor(code / 0x40), 0x80 + code % 0x40)
  elseif code < 0x10000 then
    return char(0xE0 + math.floor(code / 0x1000), 0x80 + math.floor(code / 0x40) % 0x40, 0x80 + code % 0x40)
  end
  return char(0xF0 + math.floor(code / 0x40000), 0x80 + math.floor(code / 0x1000) % 0x40,
    0x80 + math.floor(code / 0x40) % 0x40, 0x80 + code % 0x40)
end

--- Iterates over what is in a source (see sequence_parser.source): "start" and a name, "end" and a name, "text" and
-- text. Text may come in several pieces. Raises an error with the offset of the byte for what is not well-formed.
function markup.events(input)
  local next_block = source.blocks(input)
  local buffer, position, before = "", 1, 0
  local names, depth, has_root = {}, 0, false
  local pending_end

  local function problem(text)
    error(("byte %.0f: %s"):format(before + position, text), 0)
  end

  -- Reads on; false at the end.
  local function more()
    local block = next_block()
    if not block then
      return false
    end
    before = before + position - 1
    buffer = sub(buffer, position) .. block
    position = 1
    return true
  end

  -- The place of a plain text at or after an offset from the position; the position may move, the offset does not.
  local function place_of(text, offset, what)
    while true do
      local place = find(buffer, text, position + offset, true)
      if place then
        return place
      end
      offset = math.max(offset, #buffer - position + 1 - #text)
      if not more() then
        problem(what .. " does not end")
      end
    end
  end

  local function reference(entity)
    local name = sub(entity, 2, -2)
    local decimal, hexadecimal = name:match("^#(%d+)$"), name:match("^#x(%x+)$")
    local code = decimal and tonumber(decimal) or hexadecimal and tonumber(hexadecimal, 16)
    if code and code > 0 and code < 0x110000 then
      return utf8_of(code)
    end
    local text = ENTITIES[name]
    if not text then
      problem(("there is no entity %s"):format(entity))
    end
    return text
  end

  local function start(tag)
    local name = tag:match("^([%a_:][%w_:.-]*)")
    if not name or tag:find("<", 1, true) then
      problem(("<%s> is no tag"):format(tag))
    end
    if depth == 0 and has_root then
      problem("there is more than one element at the top")
    end
    has_root = true
    if sub(tag, -1) == "/" then
      pending_end = name
    else
      depth = depth + 1
      names[depth] = name
    end
    return "start", name
  end

  local function finish(tag)
    local name = tag:match("^/([%a_:][%w_:.-]*)%s*$")
    if not name or name ~= names[depth] then
      problem(("expected </%s>, not <%s>"):format(names[depth] or "", tag))
    end
    depth = depth - 1
    return "end", name
  end

  local function text_to(place)
    local text = sub(buffer, position, place - 1)
    if find(text, "&", 1, true) then
      text = text:gsub("&[^;&]*;?", reference)
    end
    position = place
    return text
  end

  local function text_event()
    -- A reference must not be cut, so text ends at the next tag or at the end.
    local offset = 0
    local place = find(buffer, "<", position, true)
    while not place do
      offset = #buffer - position + 1
      if not more() then
        place = #buffer + 1
      else
        place = find(buffer, "<", position + offset, true)
      end
    end
    local is_blank = not find(sub(buffer, position, place - 1), "%S")
    if depth == 0 and not is_blank and not (before + position == 1 and sub(buffer, 1, 3) == "\239\187\191") then
      problem("there is text outside of the elements")
    end
    local text = text_to(place)
    if depth > 0 and text ~= "" then
      return "text", text
    end
  end

  local function skip_to(ending, offset, what)
    position = place_of(ending, offset, what) + #ending
  end

  -- What begins with <! or <?; only CDATA is an event.
  local function declaration()
    while #buffer - position < 9 and more() do
      -- The longest beginning is <![CDATA[.
    end
    if sub(buffer, position, position + 3) == "<!--" then
      skip_to("-->", 4, "a comment")
    elseif sub(buffer, position, position + 8) == "<![CDATA[" then
      local stop = place_of("]]>", 9, "CDATA")
      local text = sub(buffer, position + 9, stop - 1)
      position = stop + 3
      if text ~= "" then
        return "text", text
      end
    elseif sub(buffer, position, position + 1) == "<?" then
      skip_to("?>", 2, "an instruction")
    else
      local stop = place_of(">", 2, "a declaration")
      if find(sub(buffer, position, stop), "[", 1, true) then
        problem("a document type with declarations is refused")
      end
      position = stop + 1
    end
  end

  return function()
    if pending_end then
      local name = pending_end
      pending_end = nil
      return "end", name
    end
    while true do
      if position > #buffer and not more() then
        if depth > 0 then
          problem(("the text ends within <%s>"):format(names[depth]))
        elseif not has_root then
          problem("there is no element")
        end
        return nil
      end
      local kind, value
      if byte(buffer, position) ~= 60 then
        kind, value = text_event()
      else
        if position == #buffer then
          more()
        end
        local letter = sub(buffer, position + 1, position + 1)
        if letter == "!" or letter == "?" then
          kind, value = declaration()
        else
          local stop = place_of(">", 1, "a tag")
          local tag = sub(buffer, position + 1, stop - 1)
          if letter == "/" then
            kind, value = finish(tag)
          else
            kind, value = start(tag)
          end
          position = stop + 1
        end
      end
      if kind then
        return kind, value
      end
    end
  end
end

return markup
