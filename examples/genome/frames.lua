-- SPDX-License-Identifier: Apache-2.0
-- The longest open reading frames of circular genomes in FASTA: frames.lua FILE [HOW_MANY]
-- Needs sequence-parser and genome-tools in the environment of the VM.
local sequences = require("sequence_parser")
local genome = require("genome_tools")

local name, most = arg[1], tonumber(arg[2] or 3)
if not name or not most then
  io.stderr:write("usage: frames.lua FILE [HOW_MANY]\n")
  os.exit(2)
end

for record in sequences.fasta(sequences.file(name)) do
  local skew = assert(genome.gc_skew(record.sequence))
  print(("%s: %d bases, GC skew %.4f"):format(record.id, #record.sequence, skew))
  local frames = assert(genome.find_orfs(record.sequence, { circular = true, code = 11 }))
  table.sort(frames, function(one, other)
    if one.length ~= other.length then return one.length > other.length end
    return one.from < other.from
  end)
  for i = 1, math.min(most, #frames) do
    local frame = frames[i]
    print(("  %d..%d on strand %d: %d bases, %d amino acids, %s..."):format(
      frame.from, frame.to, frame.strand, frame.length, #frame.protein, frame.protein:sub(1, 10)))
  end
end
