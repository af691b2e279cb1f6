-- SPDX-License-Identifier: Apache-2.0
-- Open reading frames on both strands, of linear and circular genomes.
local bio_utils = require("bio_utils")

local sub = string.sub

local orfs = {}

local function set_of(list)
  local set = {}
  for _, entry in ipairs(list) do
    set[entry] = true
  end
  return set
end

-- Calls action with the first and last position of each frame from a start to the next stop of a strand; with nested,
-- of each start, otherwise of the first one after a stop.
local function scan(bases, starts, stops, nested, action)
  for frame = 1, 3 do
    local open, count = {}, 0
    for position = frame, #bases - 2, 3 do
      local codon = sub(bases, position, position + 2)
      if stops[codon] then
        for index = 1, count do
          action(open[index], position + 2)
        end
        count = 0
      elseif starts[codon] and (nested or count == 0) then
        count = count + 1
        open[count] = position
      end
    end
  end
end

local function check_starts(options, code)
  if options.starts == nil then
    return { ATG = true }
  elseif options.starts == "code" then
    return set_of(code.start_codons)
  end
  if type(options.starts) ~= "table" then
    return nil, 'starts must be "code" or a list of codons, not ' .. tostring(options.starts)
  end
  for _, codon in ipairs(options.starts) do
    if type(codon) ~= "string" or not codon:find("^[ACGT][ACGT][ACGT]$") then
      return nil, ("%s is no start codon"):format(tostring(codon))
    end
  end
  return set_of(options.starts)
end

-- The frames of one strand, in its own positions. Of a circular genome two rounds are read, so that a frame may run
-- over the end; what the second round finds again, and what is longer than one round, is left out.
local function of_strand(bases, options, starts, stops)
  local length = #bases
  local found, by_end = {}, {}
  scan(options.circular and bases .. bases or bases, starts, stops, options.nested, function(from, to)
    if to - from + 1 > length or from > length then
      return
    end
    local key = options.nested and from or (to - 1) % length
    local other = by_end[key]
    if not other then
      found[#found + 1] = { from = from, to = to }
      by_end[key] = found[#found]
    elseif to - from > other.to - other.from then
      other.from, other.to = from, to
    end
  end)
  return found
end

--- The open reading frames of all six frames: a list of tables, ascending by from, with from and to (positions on the
-- given strand, the stop included; from is larger than to where the frame runs over the end of a circular genome),
-- strand (1 or -1), frame (1 to 3, -1 to -3), length (bases), start (its codon), bases and protein.
-- Options: code (NCBI's number, 1 if nil), min_length (bases, stop included, 90 if nil), starts (ATG alone if nil,
-- "code" for those of the genetic code, or a list), nested (each start counts, not only the first one after a stop),
-- circular.
-- nil and a message for what is no DNA and for wrong options.
function orfs.find_orfs(text, options)
  options = options or {}
  local ok, why = bio_utils.validate(text, "dna")
  if not ok then
    return nil, why
  end
  local code
  code, why = bio_utils.genetic_code(options.code)
  if not code then
    return nil, why
  end
  local starts
  starts, why = check_starts(options, code)
  if not starts then
    return nil, why
  end
  local least = options.min_length or 90
  if type(least) ~= "number" then
    return nil, "min_length must be a number, not " .. tostring(least)
  end
  local stops = set_of(code.stop_codons)
  local result = {}
  local forward = text:upper()
  local length = #forward
  for _, strand in ipairs({ 1, -1 }) do
    local bases = strand == 1 and forward or bio_utils.reverse_complement(forward)
    local round = options.circular and bases .. bases or bases
    for _, frame in ipairs(of_strand(bases, options, starts, stops)) do
      if frame.to - frame.from + 1 >= least then
        local gene = sub(round, frame.from, frame.to)
        local first, last = frame.from, (frame.to - 1) % length + 1
        if strand == -1 then
          first, last = length - last + 1, length - first + 1
        end
        result[#result + 1] = {
          from = first,
          to = last,
          strand = strand,
          frame = strand * ((frame.from - 1) % 3 + 1),
          length = #gene,
          start = sub(gene, 1, 3),
          bases = gene,
          protein = "M" .. bio_utils.translate(sub(gene, 4, -4), { code = options.code }),
        }
      end
    end
  end
  table.sort(result, function(a, b)
    if a.from ~= b.from then
      return a.from < b.from
    elseif a.to ~= b.to then
      return a.to < b.to
    end
    return a.strand > b.strand
  end)
  return result
end

return orfs
