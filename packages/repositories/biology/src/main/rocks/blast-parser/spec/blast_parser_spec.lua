-- SPDX-License-Identifier: Apache-2.0
local t = ...
local blast = require("blast_parser")

-- The files beside this one are what BLAST+ 2.12.0 wrote for pieces of phi-X174 (gene J; the same with one base changed
-- and three left out; bases that match nothing; 90 bases of the other strand) against its genome NC_001422.1.
local function read(name)
  local file = assert(io.open(t.folder .. "/" .. name, "rb"))
  local text = file:read("*a")
  file:close()
  return text
end

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

local function list(iterator)
  local result = {}
  for entry in iterator do
    result[#result + 1] = entry
  end
  return result
end

t.test("is there by the name of its rock too", function()
  t.equal(require("blast-parser"), blast)
end)

t.test("reads outfmt 6", function()
  local hits = blast.read("tabular", read("blastn-6.txt"))

  t.equal(#hits, 3)
  t.same(hits[2], { qseqid = "changed", sseqid = "NC_001422.1", pident = 96.581, length = 117, mismatch = 1,
    gapopen = 1,
    qstart = 1, qend = 114, sstart = 848, send = 964, evalue = 1.39e-52, bitscore = 191, query = "changed",
    subject = "NC_001422.1" })
  t.equal(hits[3].sstart, 3090)
  t.equal(hits[3].send, 3001)
end)

t.test("reads outfmt 7 with columns of its own", function()
  local about = {}
  local hits = blast.read("tabular", read("blastn-7.txt"), { on_query = function(query)
    about[#about + 1] = query
  end })

  t.equal(#hits, 3)
  t.equal(hits[1].query, "geneJ")
  t.equal(hits[1].subject, "NC_001422.1")
  t.equal(hits[2].qaccver, "changed")
  t.same({ hits[2].qlen, hits[2].slen, hits[2].qcovs, hits[2].nident, hits[2].gaps }, { 114, 5386, 100, 113, 3 })
  t.equal(hits[2].btop, "30AC28-T-A-C55")
  t.equal(hits[3].sstrand, "minus")
  t.equal(#about, 4)
  t.same(about[1], { program = "BLASTN 2.12.0+", query = "geneJ", title = "geneJ protein J & <others>", hits = 1,
    database = "User specified sequence set (Input: phix174.fasta)" })
  t.equal(about[3].query, "nothing")
  t.equal(about[3].hits, 0)
end)

t.test("reads outfmt 7 of a translated search", function()
  local hits = blast.read("tabular", read("tblastn-7.txt"))

  t.equal(#hits, 2)
  t.same({ hits[1].qframe, hits[1].sframe, hits[1].positive, hits[1].ppos }, { 0, 2, 38, 100 })
  t.equal(hits[2].evalue, 0.14)
end)

t.test("takes columns as -outfmt does", function()
  local row = read("blastn-6.txt"):match("^[^\n]*") .. "\t117\t5386\tN/A\tN/A\n"
  local hit = blast.read("tabular", row, { columns = "6 std qlen slen staxid qcovs" })[1]

  t.equal(hit.qlen, 117)
  t.equal(hit.staxid, nil)
  t.equal(hit.qcovs, nil)
  t.equal(hit.bitscore, 217)
  hit = blast.read("tabular", "s\tq\t1e-5\r\n", { columns = { "sacc", "qacc", "evalue" } })[1]
  t.same(hit, { sacc = "s", qacc = "q", evalue = 1e-5, query = "q", subject = "s" })
end)

t.test("reads tables from files and lines", function()
  t.equal(#blast.read("tabular", io.lines(t.folder .. "/blastn-6.txt")), 3)
  t.equal(#blast.read("tabular", blast.file(t.folder .. "/blastn-6.txt")), 3)
  t.equal(#blast.read("tabular", ""), 0)
end)

t.test("says where a table is none", function()
  t.fails("line 1: there are 2 values for 12 columns", blast.read("tabular", "a\tb\n"))
  t.fails("line 2: there are more values than the 1 columns", blast.read("tabular", "a\na\tb\n",
    { columns = "qseqid" }))
  t.fails('line 1: evalue must be a number, not "x"', blast.read("tabular", "x\n", { columns = "evalue" }))
  t.fails("a source is", blast.read("tabular"))
  t.fails('must be "tabular" or "xml"', blast.read("asn", ""))
end)

t.test("reads outfmt 5", function()
  local about = {}
  local hits = blast.read("xml", read("blastn-5.xml"), { on_query = function(query)
    about[#about + 1] = query
  end })
  local hit = hits[2]

  t.equal(#hits, 3)
  t.equal(hit.query, "changed")
  t.equal(hit.subject, "NC_001422.1")
  t.equal(hit.stitle, "NC_001422.1 Coliphage phi-X174, complete genome")
  t.same({ hit.length, hit.nident, hit.mismatch, hit.gapopen, hit.gaps }, { 117, 113, 1, 1, 3 })
  t.same({ hit.qstart, hit.qend, hit.sstart, hit.send, hit.qlen, hit.slen }, { 1, 114, 848, 964, 114, 5386 })
  t.equal(hit.evalue, 1.39403e-52)
  t.equal(hit.bitscore, 191.325)
  t.equal(hit.score, 103)
  t.equal(#hit.qseq, 117)
  t.equal(hit.qseq:gsub("-", ""):len(), 114)
  t.equal(#hit.midline, 117)
  t.equal(hits[1].qtitle, "geneJ protein J & <others>")
  t.equal(hits[3].sframe, -1)
  t.equal(#about, 4)
  t.same(about[3], { program = "blastn", version = "BLASTN 2.12.0+", database = "", query = "nothing",
    title = "nothing here", length = 60, hits = 0, message = "No hits found" })
end)

t.test("says the same of a search in all formats", function()
  local six = blast.read("tabular", read("blastn-6.txt"))
  local seven = blast.read("tabular", read("blastn-7.txt"))
  local five = blast.read("xml", read("blastn-5.xml"))

  for position, hit in ipairs(six) do
    for _, name in ipairs({ "query", "subject", "length", "mismatch", "gapopen", "qstart", "qend", "sstart",
      "send" }) do
      t.equal(five[position][name], hit[name])
      t.equal(seven[position][name], hit[name])
    end
    t.near(five[position].pident, hit.pident, 0.0005)
    t.near(five[position].bitscore, hit.bitscore, 0.5)
    t.near(five[position].evalue / hit.evalue, 1, 0.01)
    t.equal(five[position].nident, seven[position].nident)
    t.equal(five[position].gaps, seven[position].gaps)
  end
end)

t.test("reads XML in pieces that end anywhere", function()
  local text = read("blastn-5.xml")
  local whole = blast.read("xml", text)

  for _, size in ipairs({ 1, 2, 3, 7, 64, 1000 }) do
    t.same(blast.read("xml", pieces(text, size)), whole)
  end
  t.same(blast.read("xml", io.lines(t.folder .. "/blastn-5.xml")), whole)
  t.same(blast.read("xml", "\239\187\191" .. text), whole)
end)

t.test("gives hits of XML before it has read all of it", function()
  local text = read("blastn-5.xml")
  local given = 0
  local next_hit = blast.xml(function()
    given = given + 1
    return text:sub((given - 1) * 100 + 1, given * 100)
  end)

  t.equal(next_hit().query, "geneJ")
  t.equal(given * 100 < #text / 2, true)
end)

local function document(hsp, title)
  return "<?xml version='1.0'?><!-- a <comment> --><BlastOutput x='y'><Iteration><Iteration_query-ID>q</Iteration_query-ID>"
    .. "<Hit><Hit_id>s</Hit_id><Hit_def>" .. (title or "t") .. "</Hit_def><Hsp>" .. hsp .. "</Hsp></Hit></Iteration></BlastOutput>"
end

local HSP = "<Hsp_bit-score>1</Hsp_bit-score><Hsp_evalue>2</Hsp_evalue><Hsp_query-from>3</Hsp_query-from><Hsp_query-to>4"
  .. "</Hsp_query-to><Hsp_hit-from>5</Hsp_hit-from><Hsp_hit-to>6</Hsp_hit-to><Hsp_identity>1</Hsp_identity>"
  .. "<Hsp_align-len>2</Hsp_align-len>"

t.test("takes references, CDATA, comments and empty elements", function()
  local hit = blast.read("xml", document(HSP .. "<Hsp_qseq/>",
    "&lt;a&gt; &#65;&#x3b1;&#8364;&#x1F9EC; <![CDATA[<b>&amp;]]>!<!--x-->?"))[1]

  t.equal(hit.stitle, "<a> A\206\177\226\130\172\240\159\167\172 <b>&amp;!?")
  t.equal(hit.qseq, "")
  t.equal(hit.gaps, 0)
  t.equal(hit.pident, 50)
end)

t.test("says where XML is none", function()
  local text = read("blastn-5.xml")
  t.fails("the text ends within <Hsp_qseq>", blast.read("xml", text:sub(1, text:find("Hsp_qseq>", 1, true) + 20)))
  t.fails("a tag does not end", blast.read("xml", "<BlastOutput"))
  t.fails("expected </a>, not </b>", blast.read("xml", "<BlastOutput><a></b></BlastOutput>"))
  t.fails("byte 1:", blast.read("xml", "no XML"))
  t.fails("there is no element", blast.read("xml", ""))
  t.fails("begins with BlastOutput, not html", blast.read("xml", "<html></html>"))
  t.fails("more than one element", blast.read("xml", "<BlastOutput/><BlastOutput/>"))
  t.fails("there is no entity &x;", blast.read("xml", document(HSP, "&x;")))
  t.fails("there is no entity", blast.read("xml", document(HSP, "a & b")))
  t.fails("an HSP of q has no bitscore", blast.read("xml", document("")))
  t.fails('Hsp_evalue is no number but "x"', blast.read("xml", document("<Hsp_evalue>x</Hsp_evalue>")))
  t.fails("a comment does not end", blast.read("xml", "<BlastOutput><!-- x"))
end)

t.test("expands no entities of a document", function()
  t.fails("declarations is refused", blast.read("xml",
    '<!DOCTYPE a [<!ENTITY b "cc"><!ENTITY d "&b;&b;">]><BlastOutput>&d;</BlastOutput>'))
end)

local function hit(query, subject, bitscore, evalue, more)
  local result = { query = query, subject = subject, bitscore = bitscore, evalue = evalue, pident = 90, length = 50,
    qstart = 1, qend = 50 }
  for name, value in pairs(more or {}) do
    result[name] = value
  end
  return result
end

t.test("keeps the hits within limits", function()
  local hits = blast.read("tabular", read("blastn-7.txt"))
  local function count(limits)
    return #list(blast.filter(hits, limits))
  end

  t.equal(count({}), 3)
  t.equal(count({ max_evalue = 1e-50 }), 2)
  t.equal(count({ min_bitscore = 191 }), 2)
  t.equal(count({ min_identity = 99, min_length = 100 }), 1)
  t.equal(count({ min_query_coverage = 100 }), 3)
  t.equal(count({ where = function(entry)
    return entry.sstart > entry.send
  end }), 1)
  t.raises("there is no limit evalue", blast.filter, hits, { evalue = 1 })
  t.raises("must be a number, not string", blast.filter, hits, { max_evalue = "1" })
  t.raises("have BLAST write qlen", list, blast.filter({ hit("a", "b", 1, 1) }, { min_query_coverage = 5 }))
  t.raises("a list or an iterator", blast.filter, nil, {})
end)

t.test("finds the best hits", function()
  local hits = { hit("a", "x", 50, 1e-5), hit("a", "y", 80, 1e-9), hit("b", "x", 10, 1), hit("b", "z", 10, 0.1),
    hit("c", "x", 7, 1), hit("c", "y", 7, 1), hit("a", "z", 79, 1e-12) }
  local best, by_name = blast.best(hits)

  t.equal(#best, 3)
  t.equal(best[1].subject, "y")
  t.equal(best[2].subject, "z")
  t.equal(best[3].subject, "x")
  t.equal(by_name.b, best[2])
  t.equal(#blast.best({}), 0)
end)

t.test("groups hits by their query", function()
  local groups = {}
  for query, group in blast.by_query({ hit("a", "x", 1, 1), hit("a", "y", 1, 1), hit("b", "x", 1, 1) }) do
    groups[#groups + 1] = query .. #group
  end

  t.equal(table.concat(groups, " "), "a2 b1")
  t.equal(blast.by_query({})(), nil)
end)

t.test("finds pairs that are each other's best", function()
  local forward = { hit("a1", "b1", 100, 0), hit("a2", "b1", 90, 0), hit("a3", "b3", 50, 0) }
  local backward = { hit("b1", "a1", 100, 0), hit("b1", "a2", 90, 0), hit("b3", "a9", 60, 0) }
  local pairs_found = blast.reciprocal_best(forward, backward)

  t.equal(#pairs_found, 1)
  t.same({ pairs_found[1].a, pairs_found[1].b }, { "a1", "b1" })
end)

t.test("tells how much of a query is covered", function()
  t.equal(blast.query_coverage({ qstart = 11, qend = 60, qlen = 100 }), 50)
  t.equal(blast.query_coverage({ qstart = 60, qend = 11, qlen = 100 }), 50)
  t.fails("not known", blast.query_coverage({ qstart = 1, qend = 2 }))
end)

t.test("says something sensible of anything", function()
  for text in t.damaged(read("blastn-5.xml"), 200) do
    t.concludes(blast.read("xml", text))
  end
  for text in t.damaged(read("blastn-7.txt"), 500) do
    t.concludes(blast.read("tabular", text))
  end
end)
