-- SPDX-License-Identifier: Apache-2.0
local t = ...
local parser = require("sequence_parser")

local FASTA = ">one first of two\nACGT\nACGTAC\n\n>two\nMKV*\n"

local function summary(records)
  local lines = {}
  for _, record in ipairs(records) do
    lines[#lines + 1] = ("%s|%s|%s"):format(record.id, record.description, record.sequence)
  end
  return table.concat(lines, "\n")
end

local EXPECTED = "one|first of two|ACGTACGTAC\ntwo||MKV*"

-- Gives a text in pieces of so many bytes.
local function pieces(text, size)
  local position = 1
  return function()
    if position > #text then
      return nil
    end
    local piece = text:sub(position, position + size - 1)
    position = position + size
    return piece
  end
end

local function path(name)
  return t.directory .. "/" .. name
end

local function write(name, text)
  local file = assert(io.open(path(name), "wb"))
  file:write(text)
  file:close()
  return path(name)
end

t.test("is there by the name of its rock too", function()
  t.equal(require("sequence-parser"), parser)
end)

t.test("reads FASTA from a string", function()
  t.equal(summary(parser.read("fasta", FASTA)), EXPECTED)
end)

t.test("reads FASTA in pieces that end anywhere", function()
  for size = 1, #FASTA do
    t.equal(summary(parser.read("fasta", parser.chunks(pieces(FASTA, size)))), EXPECTED)
    t.equal(summary(parser.read("fasta", parser.chunks(pieces(FASTA:gsub("\n", "\r\n"), size)))), EXPECTED)
  end
end)

t.test("reads FASTA from lines, files and paths", function()
  local name = write("two.fasta", FASTA)
  local file = io.open(name)

  t.equal(summary(parser.read("fasta", io.lines(name))), EXPECTED)
  t.equal(summary(parser.read("fasta", file)), EXPECTED)
  t.equal(io.type(file), "file")
  file:close()
  t.equal(summary(parser.read("fasta", parser.file(name))), EXPECTED)
  t.fails("nothing.fasta", parser.file(path("nothing.fasta")))
end)

t.test("reads no more than it is asked for", function()
  local given = 0
  local records = parser.fasta(parser.chunks(function()
    given = given + 1
    return ">r" .. given .. "\nACGT\n"
  end))

  t.equal(records().id, "r1")
  t.equal(records().id, "r2")
  t.equal(given <= 4, true)
end)

t.test("reads a record on one long line in pieces", function()
  local sent = 0
  local record = parser.fasta(parser.chunks(function()
    sent = sent + 1
    return sent == 1 and ">long\n" or sent <= 2001 and ("ACGT"):rep(256) or nil
  end))()

  t.equal(#record.sequence, 2048000)
end)

t.test("takes odd FASTA", function()
  t.equal(#parser.read("fasta", ""), 0)
  t.equal(#parser.read("fasta", "\n\n"), 0)
  t.equal(summary(parser.read("fasta", "; a comment\n>a\nAC\n;another\nGT")), "a||ACGT")
  t.equal(summary(parser.read("fasta", ">empty\n>b\tx y\nA C-G\t.\n")), "empty||\nb|x y|AC-G.")
  t.equal(summary(parser.read("fasta", "> spaced  name \nAC")), "spaced|name|AC")
end)

t.test("says where FASTA is none", function()
  t.fails("line 1: a record of FASTA begins with >, not \"ACGT\"", parser.read("fasta", "ACGT\n"))
  t.fails("line 3: a record of FASTA needs a name", parser.read("fasta", ">a\nA\n>\nC\n"))
  t.fails('line 3: unexpected character "1" in the sequence of a', parser.read("fasta", ">a\nAC\nA1\n"))
  t.fails("unexpected character", parser.read("fasta", ">a\nAC\0\n"))
  t.raises("line 1:", parser.fasta("ACGT"))
  t.fails("a source is a string, an open file or a function, not nil", parser.read("fasta"))
  t.fails("a source gave a number", parser.read("fasta", function() return 1 end))
  t.fails("the format must be", parser.read("fast", ""))
end)

t.test("writes FASTA that it reads", function()
  local out = {}
  local count = parser.write("fasta", function(text)
    out[#out + 1] = text
  end, parser.fasta(FASTA), 4)

  t.equal(count, 2)
  t.equal(table.concat(out), ">one first of two\nACGT\nACGT\nAC\n>two\nMKV*\n")
  t.equal(parser.format_fasta({ id = "a", sequence = ("A"):rep(61) }), ">a\n" .. ("A"):rep(60) .. "\nA\n")
  t.equal(parser.format_fasta({ id = "a", sequence = "ACGT" }, 0), ">a\nACGT\n")
  t.equal(parser.format_fasta({ id = "a", sequence = "" }), ">a\n")
  t.fails("id without blanks", parser.format_fasta({ id = "a b", sequence = "" }))
  t.fails("a sequence that is a string, not nil", parser.format_fasta({ id = "a" }))
  t.fails("several lines", parser.format_fasta({ id = "a", sequence = "", description = "a\n>b" }))
  t.fails("width", parser.format_fasta({ id = "a", sequence = "" }, -1))
  t.fails("id without blanks", parser.write("fasta", function() end, { {} }))
end)

t.test("writes files", function()
  local file = io.open(path("out.fasta"), "wb")
  t.equal(parser.write("fasta", file, { { id = "x", sequence = "ACGT" } }), 1)
  file:close()

  t.equal(parser.fasta(parser.file(path("out.fasta")))().sequence, "ACGT")
end)

-- The example of the format's description on Wikipedia
local FASTQ = "@SEQ_ID\nGATTTGGGGTTCAAAGCAGTATCGATCAAATAGTAAATCCATTTGTTCAACTCACAGTTT\n+\n"
  .. "!''*((((***+))%%%++)(%%%%).1***-+*''))**55CCF>>>>>>CCCCCCC65\n"

t.test("reads FASTQ", function()
  local record = parser.fastq(FASTQ)()

  t.equal(record.id, "SEQ_ID")
  t.equal(#record.sequence, 60)
  t.equal(#record.quality, 60)
  t.equal(parser.qualities(record)[1], 0)
  t.equal(parser.qualities(record)[60], 20)
  t.equal(parser.format_fastq(record), FASTQ)
  t.equal(#parser.read("fastq", FASTQ .. FASTQ .. "\n"), 2)
  t.fails("quality 1 of SEQ_ID is below 64", parser.qualities(record, 64))
end)

t.test("reads FASTQ of several lines whose qualities look like names", function()
  -- The trap that Cock and others describe: @ and + at the beginning of lines of qualities
  local records = parser.read("fastq", "@a x\nACGT\nAC\n+a x\n@+II\n+I\n@b\n\n+\n\n")

  t.equal(#records, 2)
  t.equal(records[1].sequence, "ACGTAC")
  t.equal(records[1].quality, "@+II+I")
  t.equal(records[1].description, "x")
  t.equal(records[2].sequence, "")
end)

t.test("expects as many errors as the qualities say", function()
  -- Phred: 10 is one error in 10, 20 in 100, 30 in 1000
  t.near(parser.expected_errors({ id = "a", quality = "+5?" }), 0.111, 1e-12)
  t.near(parser.expected_errors({ id = "a", quality = "JT^" }, 64), 0.111, 1e-12)
end)

t.test("says where FASTQ is none", function()
  t.fails("line 1: a record of FASTQ begins with @", parser.read("fastq", ">a\nA\n"))
  t.fails("a ends before its line with +", parser.read("fastq", "@a\nACGT\n"))
  t.fails("a ends after 2 of 4 qualities", parser.read("fastq", "@a\nACGT\n+\nII\n"))
  t.fails("line 4: a has 2 letters and 3 qualities", parser.read("fastq", "@a\nAC\n+\nIII\n"))
  t.fails("line 3: the line with + names b in the record of a", parser.read("fastq", "@a\nAC\n+b\nII\n"))
  t.fails('unexpected character " " in the qualities', parser.read("fastq", "@a\nAC\n+\nI \n"))
  t.fails('line 2: unexpected character "1"', parser.read("fastq", "@a\nA1\n+\nII\n"))
  t.fails("2 letters and 1 qualities", parser.format_fastq({ id = "a", sequence = "AC", quality = "I" }))
  t.fails("cannot have", parser.format_fastq({ id = "a", sequence = "AC", quality = "I\n" }))
end)

t.test("works where there is no io", function()
  local saved, loaded = io, {}
  for name in pairs(package.loaded) do
    if name:find("^sequence_parser") then
      loaded[name], package.loaded[name] = package.loaded[name], nil
    end
  end
  rawset(_G, "io", nil)
  local ok, why = pcall(function()
    local fresh = require("sequence_parser")
    t.equal(summary(fresh.read("fasta", FASTA)), EXPECTED)
    t.equal(#fresh.read("fastq", FASTQ), 1)
    t.equal(fresh.open_fasta({ text = FASTA:gsub("\nACGT\n", "\nACGTAC\n") }):fetch("one:2-7"), "CGTACA")
    t.fails("cannot open files", fresh.file("x"))
    t.fails("cannot open files", fresh.open_fasta("x"))
  end)
  rawset(_G, "io", saved)
  for name, module in pairs(loaded) do
    package.loaded[name] = module
  end

  t.equal(why, nil)
  t.equal(ok, true)
end)

t.test("says something sensible of anything", function()
  for text in t.damaged(FASTA, 1500) do
    t.concludes(parser.read("fasta", text))
    local fasta, why = parser.open_fasta({ text = text })
    t.concludes(fasta, why)
    for _, name in ipairs(fasta and fasta.names or {}) do
      t.concludes(fasta:fetch(name))
    end
  end
  for text in t.damaged("@a\nACGT\n+\nIIII\n@b x\nAC\nGT\n+b\nII\nII\n", 1500) do
    t.concludes(parser.read("fastq", text))
  end
end)
