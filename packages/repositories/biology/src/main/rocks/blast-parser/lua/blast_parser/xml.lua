-- SPDX-License-Identifier: Apache-2.0
-- The XML of BLAST (outfmt 5): one hit for each HSP, under the names of the columns of outfmt 6.
local markup = require("blast_parser.markup")

local xml = {}

local NUMBERS_OF_HSP = {
  ["Hsp_bit-score"] = "bitscore", Hsp_score = "score", Hsp_evalue = "evalue", ["Hsp_query-from"] = "qstart",
  ["Hsp_query-to"] = "qend", ["Hsp_hit-from"] = "sstart", ["Hsp_hit-to"] = "send", ["Hsp_query-frame"] = "qframe",
  ["Hsp_hit-frame"] = "sframe", Hsp_identity = "nident", Hsp_positive = "positive", Hsp_gaps = "gaps",
  ["Hsp_align-len"] = "length",
}
local TEXTS_OF_HSP = { Hsp_qseq = "qseq", Hsp_hseq = "sseq", Hsp_midline = "midline" }
local NEEDED = { "bitscore", "evalue", "qstart", "qend", "sstart", "send", "nident", "length" }

local FIELDS = {
  BlastOutput_program = "program", BlastOutput_version = "version", BlastOutput_db = "database",
  ["BlastOutput_query-ID"] = "first_query_id", ["BlastOutput_query-def"] = "first_query_title",
  ["BlastOutput_query-len"] = "first_query_length", ["Iteration_iter-num"] = "iteration",
  ["Iteration_query-ID"] = "query_id", ["Iteration_query-def"] = "query_title",
  ["Iteration_query-len"] = "query_length",
  Hit_id = "hit_id", Hit_def = "hit_title", Hit_accession = "hit_accession", Hit_len = "hit_length",
  Iteration_message = "message",
}
local OF_QUERY = { "iteration", "query_id", "query_title", "query_length", "message" }
local OF_HIT = { "hit_id", "hit_title", "hit_accession", "hit_length" }

local MADE_NAMES = { "^Query_%d+$", "^Subject_%d+$", "^lcl|%d+_%d+$", "^gnl|BL_ORD_ID|" }

-- BLAST makes names such as Query_1 where it was told not to parse those of the files; the names then begin the titles.
local function name_of(id, title)
  for _, made in ipairs(MADE_NAMES) do
    if not id or id:find(made) then
      return title and title:match("^%S+") or id
    end
  end
  return id
end

local function gap_openings(sequence)
  return sequence and select(2, sequence:gsub("%-+", "")) or 0
end

local function complete(hsp, fields)
  for _, name in ipairs(NEEDED) do
    if not hsp[name] then
      error(("an HSP of %s has no %s"):format(tostring(fields.query_id), name), 0)
    end
  end
  local query_title = fields.query_title or fields.first_query_title
  hsp.query = name_of(fields.query_id or fields.first_query_id, query_title)
  hsp.subject = name_of(fields.hit_id, fields.hit_title)
  hsp.qtitle, hsp.stitle = query_title, fields.hit_title
  hsp.sacc = fields.hit_accession
  hsp.qlen, hsp.slen = tonumber(fields.query_length or fields.first_query_length), tonumber(fields.hit_length)
  hsp.gaps = hsp.gaps or 0
  hsp.mismatch = hsp.length - hsp.nident - hsp.gaps
  hsp.gapopen = gap_openings(hsp.qseq) + gap_openings(hsp.sseq)
  hsp.pident = hsp.length > 0 and 100 * hsp.nident / hsp.length or 0
  return hsp
end

local function clear(fields, names)
  for _, name in ipairs(names) do
    fields[name] = nil
  end
end

--- Iterates over the hits of a source of outfmt 5; each is as those of tabular are, with qtitle, midline and sequences.
-- Options: on_query, a function that gets, at the end of each query, a table with program, version, database, query,
-- title, length, hits (how many HSPs) and message ("No hits found").
-- Raises an error for what is not well-formed, is cut off, or is no result of BLAST.
function xml.hits(input, options)
  local on_query = options and options.on_query
  local next_event = markup.events(input)
  local fields, hsp, hits = {}, nil, 0
  local parts
  local is_known = false
  local function finish(name, text)
    if name == "Hsp" then
      local found = complete(hsp, fields)
      hsp, hits = nil, hits + 1
      return found
    elseif hsp and NUMBERS_OF_HSP[name] then
      hsp[NUMBERS_OF_HSP[name]] = tonumber(text) or error(("%s is no number but %q"):format(name, text), 0)
    elseif hsp and TEXTS_OF_HSP[name] then
      hsp[TEXTS_OF_HSP[name]] = text
    elseif FIELDS[name] then
      fields[FIELDS[name]] = text
    elseif name == "Hit" then
      clear(fields, OF_HIT)
    elseif name == "Iteration" then
      if on_query then
        on_query({
          program = fields.program, version = fields.version, database = fields.database, hits = hits,
          query = name_of(fields.query_id or fields.first_query_id, fields.query_title or fields.first_query_title),
          title = fields.query_title or fields.first_query_title, message = fields.message,
          length = tonumber(fields.query_length or fields.first_query_length),
        })
      end
      clear(fields, OF_QUERY)
      hits = 0
    end
    return nil
  end
  return function()
    while true do
      local kind, value = next_event()
      if kind == nil then
        return nil
      elseif kind == "text" then
        if parts then
          parts[#parts + 1] = value
        end
      elseif kind == "start" then
        if not is_known and value ~= "BlastOutput" then
          error(("the XML of outfmt 5 begins with BlastOutput, not %s"):format(value), 0)
        end
        is_known = true
        if value == "Hsp" then
          hsp = {}
        end
        parts = (FIELDS[value] or NUMBERS_OF_HSP[value] or TEXTS_OF_HSP[value]) and {} or nil
      else
        local text = parts and table.concat(parts)
        parts = nil
        local found = finish(value, text)
        if found then
          return found
        end
      end
    end
  end
end

return xml
