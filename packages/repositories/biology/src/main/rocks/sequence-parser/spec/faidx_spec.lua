-- SPDX-License-Identifier: Apache-2.0
local t = ...
local parser = require("sequence_parser")

-- The example of the manual page faidx(5) of samtools
local FASTA = ">one\nATGCATGCATGCATGCATGCATGCATGCAT\nGCATGCATGCATGCATGCATGCATGCATGC\nATGCAT\n"
  .. ">two another chromosome\nATGCATGCATGCAT\nGCATGCATGCATGC\n"
local INDEX = "one\t66\t5\t30\t31\ntwo\t28\t98\t14\t15\n"

local function write(name, text)
  local path = t.directory .. "/" .. name
  local file = assert(io.open(path, "wb"))
  file:write(text)
  file:close()
  return path
end

local function read(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("*a")
  file:close()
  return text
end

t.test("makes the index that samtools makes", function()
  local path = write("manual.fa", FASTA)

  t.equal(parser.open_fasta({ text = FASTA }).index:format(), INDEX)
  t.equal(parser.write_index(path):format(), INDEX)
  t.equal(read(path .. ".fai"), INDEX)
  -- The manual's second example: the same with CRLF
  t.equal(parser.open_fasta({ text = (FASTA:gsub("\n", "\r\n")) }).index:format(),
    "one\t66\t6\t30\t32\ntwo\t28\t103\t14\t16\n")
end)

t.test("makes the index of odd files as samtools does", function()
  local function index(text)
    return parser.open_fasta({ text = text }).index:format()
  end
  -- Written by samtools 1.16, which leaves out empty sequences
  t.equal(index(">a\nACGT\n>empty\n>b\nACG"):gsub("empty[^\n]*\n", ""), "a\t4\t3\t4\t5\nb\t3\t18\t3\t4\n")
  t.equal(index(">a\nACGT\nAC\n\n>b\nA\n"), "a\t6\t3\t4\t5\nb\t1\t15\t1\t2\n")
  t.equal(index(""), "")
end)

t.test("fetches regions as samtools does", function()
  local fasta = parser.open_fasta({ text = FASTA })

  t.equal(fasta:fetch("one:1-4"), "ATGC")
  t.equal(fasta:fetch("one:29-33"), "ATGCA")
  t.equal(fasta:fetch("one:65"), "AT")
  t.equal(fasta:fetch("one:6,5-6,6"), "AT")
  t.equal(fasta:fetch("one:60-1000"), "CATGCAT")
  t.equal(fasta:fetch("two"), "ATGCATGCATGCATGCATGCATGCATGC")
  t.equal(fasta:fetch("two", 14, 15), "TG")
  t.equal(fasta:length("one"), 66)
  t.same(fasta.names, { "one", "two" })
end)

t.test("fetches every region that a string has", function()
  local whole = parser.open_fasta({ text = FASTA }):fetch("one")
  for _, text in ipairs({ FASTA, (FASTA:gsub("\n", "\r\n")) }) do
    local fasta = parser.open_fasta({ text = text })
    for from = 1, 66 do
      for to = from, 66 do
        t.equal(fasta:fetch("one", from, to), whole:sub(from, to))
      end
    end
  end
end)

t.test("takes names with colons", function()
  local fasta = parser.open_fasta({ text = ">HLA:A*01:1\nACGTACGT\n" })

  t.equal(fasta:fetch("HLA:A*01:1"), "ACGTACGT")
  t.equal(fasta:fetch("HLA:A*01:1:2-3"), "CG")
end)

t.test("says what it cannot fetch", function()
  local fasta = parser.open_fasta({ text = FASTA .. ">empty\n" })

  t.fails("there is no sequence three", fasta:fetch("three"))
  t.fails("there is no sequence three", fasta:fetch("three:1-2"))
  t.fails("begins after the end of the sequence at 66", fasta:fetch("one:67-70"))
  t.fails("positions ascend from 1", fasta:fetch("one:0-4"))
  t.fails("positions ascend from 1", fasta:fetch("one:9-4"))
  t.fails("a region is a string, not nil", fasta:fetch())
  t.fails("there is no sequence x", fasta:length("x"))
  t.equal(fasta:fetch("empty"), "")
end)

t.test("says what it cannot index", function()
  local function index(text)
    return parser.open_fasta({ text = text })
  end
  t.fails("the lines of a have different lengths", index(">a\nAC\nACGT\n"))
  t.fails("the lines of a have different lengths", index(">a\nACGT\nAC\nACGT\n"))
  t.fails("the lines of a have different lengths", index(">a\nACGT\n\nAC\n"))
  t.fails("two sequences named a", index(">a\nA\n>a\nC\n"))
  t.fails("begins with >", index("ACGT\n"))
  t.fails("needs a name", index(">\nACGT\n"))
  t.fails("give the path", parser.open_fasta({}))
  t.fails("absent.fa", parser.open_fasta(t.directory .. "/absent.fa"))
  t.fails("absent.fa", parser.write_index(t.directory .. "/absent.fa"))
end)

t.test("says what is no index and what does not fit", function()
  t.fails("line 1 of the index is not a name and four numbers", parser.parse_index("a\t1\t2\n"))
  t.fails("impossible lengths", parser.parse_index("a\t1\t2\t0\t0\n"))
  t.fails("two sequences named a", parser.parse_index("a\t1\t3\t1\t2\na\t1\t3\t1\t2\n"))
  local stale = parser.open_fasta({ text = ">a\nAC\n>b\nACGT\n" }, parser.parse_index("a\t8\t3\t4\t5\n"))
  t.fails("the index does not fit", stale:fetch("a"))
  local path = write("bad.fa", ">a\nACGT\n")
  write("bad.fa.fai", "nonsense")
  t.fails("bad.fa.fai: line 1", parser.open_fasta(path))
end)

t.test("indexes blocks that end within lines", function()
  -- Larger than a block, with lines, names and ends of lines at every place of its boundary
  local parts = {}
  for number = 1, 3 do
    parts[#parts + 1] = ">record" .. number .. " " .. ("x"):rep(number * 7)
    for line = 1, 9000 do
      parts[#parts + 1] = ("ACGTTGCA"):rep(7):sub(1, 50 + number)
    end
    parts[#parts + 1] = "ACG"
  end
  local text = table.concat(parts, "\n") .. "\n"
  local path = write("blocks.fa", text)
  local fasta = parser.open_fasta(path)

  t.equal(fasta.index:format(), parser.open_fasta({ text = text }).index:format())
  t.equal(fasta:length("record3"), 9000 * 53 + 3)
  t.equal(fasta:fetch("record3:477001-477003"), "ACG")
  fasta:close()
end)

t.test("reads a region of a large file in less than 10 ms", function()
  -- A sparse file of 3 GB, or 50 MB without the profile for stress; only the letters that are fetched are written
  local length = t.stress and 3000000000 or 50000000
  local path = t.directory .. "/large.fa"
  local file = assert(io.open(path, "wb"))
  local header = ">large\n"
  file:write(header)
  local function offset(position)
    local line = math.floor((position - 1) / 60)
    return #header + line * 61 + (position - 1) - line * 60
  end
  local sites = {}
  for number = 1, 20 do
    local position = math.floor(length / 20) * number - 240
    position = position - (position - 1) % 60
    assert(file:seek("set", offset(position)))
    file:write((("ACGTACGTAC"):rep(6) .. "\n"):rep(3))
    sites[number] = position
  end
  file:seek("set", offset(length))
  file:write("G\n")
  file:close()
  local index = parser.parse_index(("large\t%.0f\t%d\t60\t61\n"):format(length, #header))
  local fasta = assert(parser.open_fasta(path, index))

  local begin = os.clock()
  for _, position in ipairs(sites) do
    t.equal(fasta:fetch(("large:%.0f-%.0f"):format(position + 5, position + 64)), ("CGTACACGTA"):rep(6))
  end
  local seconds = (os.clock() - begin) / #sites

  t.equal(fasta:fetch("large", length, length), "G")
  t.equal(fasta:length("large"), length)
  if seconds >= 0.010 then
    error(("a region took %.4f s"):format(seconds))
  end
  fasta:close()
  os.remove(path)
end)
