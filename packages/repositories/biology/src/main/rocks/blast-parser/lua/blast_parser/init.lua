-- SPDX-License-Identifier: Apache-2.0
-- Everything of the package in one table.
local hits = require("blast_parser.hits")
local source = require("sequence_parser.source")
local tabular = require("blast_parser.tabular")
local xml = require("blast_parser.xml")

local blast_parser = {
  _VERSION = "blast-parser 1.0.0",
  tabular = tabular.hits,
  xml = xml.hits,
  file = source.file,
  filter = hits.filter,
  by_query = hits.by_query,
  best = hits.best,
  reciprocal_best = hits.reciprocal_best,
  query_coverage = hits.query_coverage,
}

local FORMATS = { tabular = tabular.hits, xml = xml.hits }

--- All hits of a source as a list: format is "tabular" (outfmt 6 and 7) or "xml" (outfmt 5); options are those of the
-- format.
-- nil and a message for what is not of the format.
function blast_parser.read(format, input, options)
  local parse = FORMATS[format]
  if not parse then
    return nil, 'the format must be "tabular" or "xml", not ' .. tostring(format)
  end
  local list = {}
  local ok, why = pcall(function()
    for hit in parse(input, options) do
      list[#list + 1] = hit
    end
  end)
  if not ok then
    return nil, why
  end
  return list
end

return blast_parser
