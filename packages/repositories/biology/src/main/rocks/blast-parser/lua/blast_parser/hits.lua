-- SPDX-License-Identifier: Apache-2.0
-- What is done with hits, whichever format they come from. Hits are an iterator or a list.
local hits = {}

local function iterator(input)
  if type(input) == "table" then
    local position = 0
    return function()
      position = position + 1
      return input[position]
    end
  elseif type(input) == "function" then
    return input
  end
  error("hits are a list or an iterator, not " .. type(input), 3)
end

--- The percentage of its query that a hit covers, or nil and a message if the length of the query is not known.
function hits.query_coverage(hit)
  if not hit.qlen then
    return nil, "the length of the query is not known; have BLAST write qlen"
  end
  return 100 * (math.abs(hit.qend - hit.qstart) + 1) / hit.qlen
end

local LIMITS = {
  max_evalue = function(hit, limit)
    return hit.evalue <= limit
  end,
  min_bitscore = function(hit, limit)
    return hit.bitscore >= limit
  end,
  min_identity = function(hit, limit)
    return hit.pident >= limit
  end,
  min_length = function(hit, limit)
    return hit.length >= limit
  end,
  min_query_coverage = function(hit, limit)
    local coverage, why = hits.query_coverage(hit)
    return (coverage or error(why, 0)) >= limit
  end,
}

--- Iterates over the hits that are within all limits: max_evalue, min_bitscore, min_identity (%), min_length,
-- min_query_coverage (%), and where (a function of a hit). Raises an error for a limit of another name and for what the
-- hits do not tell.
function hits.filter(input, limits)
  local next_hit = iterator(input)
  for name, limit in pairs(limits) do
    if not LIMITS[name] and name ~= "where" then
      error(("there is no limit %s"):format(tostring(name)), 2)
    elseif name ~= "where" and type(limit) ~= "number" then
      error(("the limit %s must be a number, not %s"):format(name, type(limit)), 2)
    end
  end
  return function()
    for hit in next_hit do
      local is_in = true
      for name, limit in pairs(limits) do
        local test = LIMITS[name] or limit
        if LIMITS[name] then
          is_in = is_in and test(hit, limit)
        else
          is_in = is_in and test(hit)
        end
      end
      if is_in then
        return hit
      end
    end
    return nil
  end
end

--- Iterates over the queries of hits, as BLAST writes them one after the other: a name and a list of its hits.
function hits.by_query(input)
  local next_hit = iterator(input)
  local first = next_hit()
  return function()
    if not first then
      return nil
    end
    local query, list = first.query, { first }
    first = next_hit()
    while first and first.query == query do
      list[#list + 1] = first
      first = next_hit()
    end
    return query, list
  end
end

-- The higher bit score, then the lower E-value, then the one that came first.
local function is_better(a, b)
  if a.bitscore ~= b.bitscore then
    return a.bitscore > b.bitscore
  end
  return a.evalue < b.evalue
end

--- The best hit of each query: a list in the order of the queries, and a table by the name of the query. The best is
-- the one with the highest bit score, then the lowest E-value, then the first.
function hits.best(input)
  local place, best = {}, {}
  for hit in iterator(input) do
    local position = place[hit.query]
    if not position then
      position = #best + 1
      place[hit.query], best[position] = position, hit
    elseif is_better(hit, best[position]) then
      best[position] = hit
    end
  end
  local by_name = {}
  for query, position in pairs(place) do
    by_name[query] = best[position]
  end
  return best, by_name
end

--- The pairs of which each is the best hit of the other: a list of tables with a, b, forward and backward (the two
-- hits), from the hits of one set of sequences against another and the other way round.
function hits.reciprocal_best(forward, backward)
  local list = hits.best(forward)
  local _, back = hits.best(backward)
  local found = {}
  for _, hit in ipairs(list) do
    local other = back[hit.subject]
    if other and other.subject == hit.query then
      found[#found + 1] = { a = hit.query, b = hit.subject, forward = hit, backward = other }
    end
  end
  return found
end

return hits
