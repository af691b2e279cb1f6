rockspec_format = "3.0"
package = "sequence-parser"
version = "1.0.0-1"
source = {
  -- The archive is inside the .src.rock beside this file; there is nothing to download.
  url = "file:///sequence-parser-1.0.0.zip"
}
description = {
  summary = "DNA, RNA and protein sequence parsing: FASTA, FASTQ, GenBank, as streams",
  detailed = "Reads and writes sequences record by record, and regions of large FASTA files by an index of samtools.",
  license = "Apache-2.0",
  labels = { "biology", "bioinformatics", "parser" }
}
dependencies = {
  "lua >= 5.1",
  "bio-utils >= 1.0"
}
build = {
  type = "builtin",
  modules = {
    ["sequence-parser"] = "lua/sequence-parser.lua",
    ["sequence_parser"] = "lua/sequence_parser/init.lua",
    ["sequence_parser.faidx"] = "lua/sequence_parser/faidx.lua",
    ["sequence_parser.fasta"] = "lua/sequence_parser/fasta.lua",
    ["sequence_parser.fastq"] = "lua/sequence_parser/fastq.lua",
    ["sequence_parser.genbank"] = "lua/sequence_parser/genbank.lua",
    ["sequence_parser.genbank_location"] = "lua/sequence_parser/genbank_location.lua",
    ["sequence_parser.genbank_writer"] = "lua/sequence_parser/genbank_writer.lua",
    ["sequence_parser.source"] = "lua/sequence_parser/source.lua"
  },
  copy_directories = {}
}
