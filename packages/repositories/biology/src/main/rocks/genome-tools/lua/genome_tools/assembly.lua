-- SPDX-License-Identifier: Apache-2.0
-- How contiguous an assembly is.
local assembly = {}

local function descending(lengths)
  if type(lengths) ~= "table" or #lengths == 0 then
    return nil, "an assembly needs a list of at least one length"
  end
  local sorted = {}
  for position, length in ipairs(lengths) do
    if type(length) ~= "number" or not (length >= 0 and length < math.huge) then
      return nil, ("length %d must be a number from 0, not %s"):format(position, tostring(length))
    end
    sorted[position] = length
  end
  table.sort(sorted, function(a, b)
    return a > b
  end)
  return sorted
end

local function sum_of(lengths)
  local sum = 0
  for _, length in ipairs(lengths) do
    sum = sum + length
  end
  return sum
end

--- The length so that contigs of it or more have so many percent of all bases, and how many contigs these are:
-- nx(lengths, 50) are N50 and L50. With size, the size of the genome, it is NG: percent of that, and nil and a message
-- if the contigs are too short for it. nil and a message for what are no lengths or no percentage above 0.
function assembly.nx(lengths, percent, size)
  local sorted, why = descending(lengths)
  if not sorted then
    return nil, why
  end
  if type(percent) ~= "number" or not (percent > 0 and percent <= 100) then
    return nil, "the percentage must be above 0 and at most 100, not " .. tostring(percent)
  end
  if size ~= nil and (type(size) ~= "number" or not (size > 0)) then
    return nil, "the size of the genome must be a number above 0, not " .. tostring(size)
  end
  local needed = (size or sum_of(sorted)) * percent / 100
  local sum = 0
  for count, length in ipairs(sorted) do
    sum = sum + length
    if sum >= needed then
      return length, count
    end
  end
  return nil, ("the contigs have %.0f bases, less than %.0f"):format(sum, needed)
end

--- N50 and L50: nx(lengths, 50).
function assembly.n50(lengths)
  return assembly.nx(lengths, 50)
end

--- What is usually told of an assembly: a table with count, total, longest, shortest, mean, n50, l50, n90 and l90.
-- nil and a message for what are no lengths.
function assembly.assembly_statistics(lengths)
  local sorted, why = descending(lengths)
  if not sorted then
    return nil, why
  end
  local total = sum_of(sorted)
  local n50, l50 = assembly.nx(sorted, 50)
  local n90, l90 = assembly.nx(sorted, 90)
  return {
    count = #sorted,
    total = total,
    longest = sorted[1],
    shortest = sorted[#sorted],
    mean = total / #sorted,
    n50 = n50,
    l50 = l50,
    n90 = n90,
    l90 = l90,
  }
end

return assembly
