-- SPDX-License-Identifier: Apache-2.0
local t = ...
local parser = require("sequence_parser")

local RECORD = [[
GBTEST.SEQ          Genetic Sequence Data Bank

LOCUS       TST00001                  72 bp    DNA     circular PHG 06-JUL-2018
DEFINITION  A record that is made up, with a definition which goes on in a second
            line, complete genome.
ACCESSION   TST00001 TST00002
VERSION     TST00001.2
DBLINK      BioProject: PRJNA0
KEYWORDS    made up; test.
SOURCE      Escherichia virus test
  ORGANISM  Escherichia virus test
            Viruses; Monodnaviria; Sangervirae; Phixviricota;
            Malgrandaviricetes.
REFERENCE   1  (bases 1 to 72)
  AUTHORS   Author,A.B. and Other,C.
  TITLE     A title of
            two lines
  JOURNAL   J. Test 1 (2), 3-4 (2018)
   PUBMED   870828
REFERENCE   2
  AUTHORS   Third,D.
COMMENT     First line
            second line.
FEATURES             Location/Qualifiers
     source          1..72
                     /organism="Escherichia virus test"
                     /db_xref="taxon:1"
                     /db_xref="other:2"
     CDS             join(61..72,
                     1..6)
                     /gene="A"
                     /codon_start=1
                     /pseudo
                     /note="says ""so"" in
                     two lines; /not=a qualifier"
                     /translation="MKV
                     LLA"
     misc_feature    complement(7..12)
                     /note="/looks like a qualifier"
ORIGIN
        1 gagttttatc gcttccatga cgcagaagtt aacactttcg gatatttctg atgagtcgaa
       61 aaattatctt ga
//
]]

local function changed(from, to)
  local first, last = RECORD:find(from, 1, true)
  return RECORD:sub(1, first - 1) .. to .. RECORD:sub(last + 1)
end

t.test("reads GenBank", function()
  local record = parser.genbank(RECORD)()

  t.same(record.locus, { name = "TST00001", length = 72, unit = "bp", molecule = "DNA", topology = "circular",
    division = "PHG", date = "06-JUL-2018" })
  t.equal(record.id, "TST00001.2")
  t.equal(record.definition,
    "A record that is made up, with a definition which goes on in a second line, complete genome.")
  t.equal(record.accession, "TST00001 TST00002")
  t.equal(record.organism, "Escherichia virus test")
  t.same(record.taxonomy, { "Viruses", "Monodnaviria", "Sangervirae", "Phixviricota", "Malgrandaviricetes" })
  t.same(record.keywords, { "made up", "test" })
  t.equal(record.comment, "First line\nsecond line.")
  t.same(record.other, { DBLINK = "BioProject: PRJNA0" })
  t.equal(#record.references, 2)
  t.equal(record.references[1].title, "A title of two lines")
  t.equal(record.references[1].bases, "(bases 1 to 72)")
  t.equal(record.references[1].pubmed, "870828")
  t.equal(record.references[2].authors, "Third,D.")
  t.equal(#record.sequence, 72)
  t.equal(record.sequence:sub(1, 10), "GAGTTTTATC")
end)

t.test("reads features and their qualifiers", function()
  local features = parser.genbank(RECORD)().features

  t.equal(#features, 3)
  t.equal(features[2].key, "CDS")
  t.equal(features[2].location, "join(61..72,1..6)")
  t.equal(features[1].qualifiers.db_xref, "taxon:1")
  t.equal(features[1].qualifiers[3].value, "other:2")
  t.equal(features[2].qualifiers.gene, "A")
  t.equal(features[2].qualifiers.codon_start, "1")
  t.equal(features[2].qualifiers.pseudo, true)
  t.equal(features[2].qualifiers.note, 'says "so" in two lines; /not=a qualifier')
  t.equal(features[2].qualifiers.translation, "MKVLLA")
  t.equal(features[3].qualifiers.note, "/looks like a qualifier")
end)

t.test("extracts what is joined and complemented", function()
  local record = parser.genbank(RECORD)()

  t.equal(parser.extract(record, record.features[2]), "AAATTATCTTGAGAGTTT")
  t.equal(parser.extract(record, record.features[3]), "GCGATA")
  t.equal(parser.extract(record, "complement(join(1..3,7..9))"), "ATACTC")
  t.equal(parser.extract(record, "join(complement(7..9),complement(1..3))"), "ATACTC")
  t.fails("after the end", parser.extract(record, "70..80"))
  t.fails("another record, J00194.1", parser.extract(record, "J00194.1:100..202"))
  t.fails("between letters", parser.extract(record, "3^4"))
  t.fails("no sequence", parser.extract({}, "1..2"))
end)

t.test("takes every location of the Feature Table Definition apart", function()
  -- INSDC Feature Table Definition, section 3.4.3
  local function spans(text)
    local location = assert(parser.parse_location(text))
    local parts = {}
    for _, part in ipairs(location.parts) do
      parts[#parts + 1] = ("%s%s%s%d%s%d%s"):format(part.strand < 0 and "-" or "",
        part.record and part.record .. ":" or "", part.starts_before and "<" or "", part.from,
        part.is_between and "^" or part.is_within and "." or "..", part.to, part.ends_after and ">" or "")
    end
    return (location.operator or "") .. " " .. table.concat(parts, " ")
  end

  t.equal(spans("467"), " 467..467")
  t.equal(spans("340..565"), " 340..565")
  t.equal(spans("<345..500"), " <345..500")
  t.equal(spans("<1..888"), " <1..888")
  t.equal(spans("1..>888"), " 1..888>")
  t.equal(spans("102.110"), " 102.110")
  t.equal(spans("123^124"), " 123^124")
  t.equal(spans("join(12..78,134..202)"), "join 12..78 134..202")
  t.equal(spans("complement(34..126)"), " -34..126")
  t.equal(spans("complement(join(2691..4571,4918..5163))"), "join -4918..5163 -2691..4571")
  t.equal(spans("join(complement(4918..5163),complement(2691..4571))"), "join -4918..5163 -2691..4571")
  t.equal(spans("J00194.1:100..202"), " J00194.1:100..202")
  t.equal(spans("join(1..100,J00194.1:100..202)"), "join 1..100 J00194.1:100..202")
  t.equal(spans("order(1..5, 7..9)"), "order 1..5 7..9")
  t.equal(spans("complement(<1..>9)"), " -<1..9>")
end)

t.test("says what is no location", function()
  for _, text in ipairs({ "", "x", "5..3", "0..4", "1...4", "join(1..2", "joined(1..2)", "1..2,3..4", "join()",
    "1..x" }) do
    t.fails("is no location", parser.parse_location(text))
  end
  t.fails("join and order", parser.parse_location("join(1..2,order(3..4,5..6))"))
  t.fails("not nil", parser.parse_location())
end)

t.test("writes GenBank that it reads", function()
  local record = parser.genbank(RECORD)()
  local text = parser.format_genbank(record)

  for line in text:gmatch("[^\n]*") do
    t.equal(#line <= 79, true)
  end
  t.same(parser.genbank(text)(), record)
  t.equal(parser.format_genbank(parser.genbank(text)()), text)
end)

t.test("writes what has little", function()
  local record = parser.genbank(parser.format_genbank({ id = "x", sequence = "ACGT" }))()

  t.equal(record.sequence, "ACGT")
  t.equal(record.locus.name, "x")
  t.fails("name of a locus", parser.format_genbank({}))
  t.fails("a sequence or a length", parser.format_genbank({ id = "x" }))
end)

t.test("reads several records, and proteins", function()
  local protein = "LOCUS       NP_040703                 10 aa            linear   PHG 06-JUL-2018\nORIGIN\n"
    .. "        1 mvrsyyprrc\n//\n"
  local records = parser.read("genbank", RECORD .. protein .. "\n")

  t.equal(#records, 2)
  t.equal(records[2].sequence, "MVRSYYPRRC")
  t.same(records[2].locus, { name = "NP_040703", length = 10, unit = "aa", topology = "linear", division = "PHG",
    date = "06-JUL-2018" })
  t.equal(#parser.read("genbank", ""), 0)
end)

t.test("says where GenBank is none", function()
  t.fails("does not end with //", parser.read("genbank", (changed("//", ""))))
  t.fails("has 72 letters, but LOCUS says 73", parser.read("genbank", changed("72 bp", "73 bp")))
  t.fails("LOCUS needs a name and a length", parser.read("genbank", changed("72 bp", "many")))
  t.fails('unexpected character "!"', parser.read("genbank", changed("aaattatctt", "aaa!tatctt")))
  t.fails("the value of /translation does not end", parser.read("genbank", changed('LLA"', "LLA")))
  t.fails("line 15: there is a byte that is zero", parser.read("genbank", changed("Author,A", "Author\0")))
  t.fails('line 20: REFERENCE needs a number, not ""', parser.read("genbank", changed("REFERENCE   2", "REFERENCE")))
  t.fails("a feature needs a key", parser.read("genbank", changed("     source          1..72\n", "")))
end)

t.test("keeps the genes of phi-X174", function()
  local record = parser.fasta(parser.file(t.data .. "/phix174.fasta") or "")()
  if not record then
    t.skip("the genome of phi-X174 is not beside this checkout")
  end
  -- As NC_001422 has them
  local genes = { A = "join(3981..5386,1..136)", B = "join(5075..5386,1..51)", D = "390..848", E = "568..843" }
  record.locus = { name = "NC_001422", topology = "circular", division = "PHG", date = "06-JUL-2018" }
  record.features = {}
  for gene, location in pairs(genes) do
    table.insert(record.features, { key = "CDS", location = location, qualifiers = { { name = "gene",
      value = gene } } })
  end

  local again = parser.genbank(parser.format_genbank(record))()

  t.equal(#again.sequence, 5386)
  t.equal(again.sequence, record.sequence)
  for _, feature in ipairs(again.features) do
    t.equal(feature.location, genes[feature.qualifiers.gene])
    local bases = parser.extract(again, feature)
    t.equal(bases:sub(1, 3), "ATG")
    t.equal(#bases % 3, 0)
  end
end)

t.test("says something sensible of anything", function()
  for text in t.damaged(RECORD, 500) do
    local records, why = parser.read("genbank", text)
    t.concludes(records, why)
    for _, record in ipairs(records or {}) do
      t.concludes(parser.format_genbank(record))
      for _, feature in ipairs(record.features) do
        t.concludes(parser.extract(record, feature))
      end
    end
  end
end)
