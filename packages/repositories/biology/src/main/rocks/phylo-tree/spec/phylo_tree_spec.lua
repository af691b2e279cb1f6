-- SPDX-License-Identifier: Apache-2.0
local t = ...
local phylo = require("phylo_tree")

local function names(iterator)
  local list = {}
  for node in iterator do
    list[#list + 1] = node.name or "*"
  end
  return table.concat(list, " ")
end

t.test("is there by the name of its rock too", function()
  t.equal(require("phylo-tree"), phylo)
end)

t.test("reads the examples of the format's description and writes them again", function()
  -- Felsenstein, "The Newick tree format", Olsen, "Newick's 8:45 Tree Format Standard", and Wikipedia
  for _, text in ipairs({
    "(,,(,));", "(A,B,(C,D));", "(A,B,(C,D)E)F;", "(:0.1,:0.2,(:0.3,:0.4):0.5);", "(:0.1,:0.2,(:0.3,:0.4):0.5):0;",
    "(A:0.1,B:0.2,(C:0.3,D:0.4):0.5);", "(A:0.1,B:0.2,(C:0.3,D:0.4)E:0.5)F;", "((B:0.2,(C:0.3,D:0.4)E:0.5)F:0.1)A;",
    "(B,(A,C,E),D);", "(,(,,),);", "A;", "((A,B),(C,D));", "(Alpha,Beta,Gamma,Delta,,Epsilon,,,);",
    "(B:6,(A:5,C:3,E:4):5,D:11);",
    "((raccoon:19.19959,bear:6.80041):0.846,((sea_lion:11.997,seal:12.003):7.52973,((monkey:100.8593,cat:47.14069):20.59201,"
      .. "weasel:18.87953):2.0946):3.87382,dog:25.46154);",
    "(Bovine:0.69395,(Gibbon:0.36079,(Orang:0.33636,(Gorilla:0.17147,(Chimp:0.19268,Human:0.11927):0.08386):0.06124)"
      .. ":0.15057):0.54939,Mouse:1.2146):0.1;",
    "(Bovine:0.69395,(Hylobates:0.36079,(Pongo:0.33636,(G._Gorilla:0.17147,(P._paniscus:0.19268,H._sapiens:0.11927)"
      .. ":0.08386):0.06124):0.15057):0.54939,Rodent:1.2146);",
  }) do
    t.equal(phylo.format(assert(phylo.parse(text))), text)
  end
end)

t.test("reads names, lengths and what is below what", function()
  local root = phylo.parse("(A:0.1,B:0.2,(C:0.3,D:0.4)E:0.5)F;")

  t.equal(root.name, "F")
  t.equal(root.length, nil)
  t.equal(#root.children, 3)
  t.equal(root.children[3].name, "E")
  t.equal(root.children[3].length, 0.5)
  t.equal(root.children[3].children[2].name, "D")
  t.equal(root.children[3].children[2].parent.parent, root)
  t.equal(phylo.is_leaf(root.children[1]), true)
end)

t.test("takes quotes, underscores, comments and blanks", function()
  local root = phylo.parse("[a [nested] comment] ( 'it''s; (a) [label]' : 1e-3 , sea_lion[x]:2[y] ,\n'a_b':-1.5,\t'' ) 'r o' ;\n")

  t.equal(names(phylo.preorder(root)), "r o it's; (a) [label] sea lion a_b ")
  t.equal(root.children[1].length, 0.001)
  t.equal(root.children[3].length, -1.5)
  t.equal(phylo.format(root), "('it''s; (a) [label]':0.001,sea_lion:2,'a_b':-1.5,)r_o;")
end)

t.test("writes lengths that read back as they were", function()
  for _, length in ipairs({ 1 / 3, 0.1 + 0.2, 1e-300, 123456789.125, 5, -0.0625, 2 ^ 60 }) do
    local root = phylo.node(nil, nil, { phylo.node("a", length), phylo.node("b b_'", length) })
    local again = phylo.parse(phylo.format(root))

    t.equal(again.children[1].length, length)
    t.equal(again.children[2].name, "b b_'")
  end
end)

t.test("reads several trees", function()
  local count = 0
  for root in phylo.trees("(A,B);\n[second] (C,D,E);") do
    count = count + #root.children
  end

  t.equal(count, 5)
  t.equal(phylo.trees(" \n")(), nil)
  t.fails("several trees", phylo.parse("A;B;"))
  t.fails("no tree", phylo.parse(""))
end)

t.test("says where Newick is none", function()
  for text, message in pairs({
    ["(A,B)"] = "character 6: a tree does not end with ;", ["(A,B;"] = "character 5: there are more ( than )",
    ["A,B;"] = 'character 2: unexpected ","', ["(A,B));"] = "character 6: there are more ) than (",
    ["(A:x,B);"] = 'character 4: expected a branch length, not "x"',
    ["(A:,B);"] = "character 4: expected a branch length",
    ["('A,B);"] = "character 2: a quoted label does not end", ["[x (A,B);"] = "character 1: a comment does not end",
    ["(A B);"] = 'character 4: unexpected "B"', ["(A:0x10,B);"] = "branch length", ["(A:nan,B);"] = "branch length",
    ["(A)(B);"] = 'character 4: unexpected "("',
  }) do
    t.fails(message, phylo.parse(text))
  end
  t.fails("not nil", phylo.parse())
end)

t.test("takes trees of any depth", function()
  local depth = 100000
  local text = ("("):rep(depth) .. "a" .. (",b)"):rep(depth) .. ";"
  local root = assert(phylo.parse(text))

  t.equal(#phylo.leaves(root), depth + 1)
  t.equal(phylo.format(root), text)
  local count = 0
  for _ in phylo.postorder(root) do
    count = count + 1
  end
  t.equal(count, 2 * depth + 1)
end)

t.test("walks through a tree in four ways", function()
  -- Knuth's and every textbook's orders, on a tree with three levels
  local root = phylo.parse("((D,E)B,(F)C)A;")

  t.equal(names(phylo.preorder(root)), "A B D E C F")
  t.equal(names(phylo.postorder(root)), "D E B F C A")
  t.equal(names(phylo.levelorder(root)), "A B C D E F")
  t.equal(table.concat(phylo.leaf_names(root), " "), "D E F")
  t.equal(phylo.find(root, "C").children[1].name, "F")
  t.fails("no node named X", phylo.find(root, "X"))
  t.equal(phylo.depth(phylo.find(root, "F")), 2)
end)

t.test("measures paths", function()
  local root = phylo.parse("(A:0.1,B:0.2,(C:0.3,D:0.4)E:0.5)F;")
  local function at(name)
    return phylo.find(root, name)
  end

  t.equal(phylo.common_ancestor(at("C"), at("D")), at("E"))
  t.equal(phylo.common_ancestor(at("C"), at("E")), at("E"))
  t.equal(phylo.common_ancestor(at("A"), at("D")), root)
  t.near(phylo.distance(at("C"), at("D")), 0.7, 1e-12)
  t.near(phylo.distance(at("A"), at("C")), 0.9, 1e-12)
  t.equal(phylo.distance(at("A"), at("A")), 0)
  t.near(phylo.total_length(root), 1.5, 1e-12)
  t.fails("two trees", phylo.distance(at("A"), phylo.node("other")))
end)

-- Wikipedia, "Neighbor joining", and its tree
local WIKIPEDIA = {
  { 0, 5, 9, 9, 8 },
  { 5, 0, 10, 10, 9 },
  { 9, 10, 0, 8, 7 },
  { 9, 10, 8, 0, 3 },
  { 8, 9, 7, 3, 0 },
}

t.test("joins the neighbours of Wikipedia's example", function()
  local root = phylo.neighbor_joining({ "a", "b", "c", "d", "e" }, WIKIPEDIA)
  local expected = phylo.parse("((a:2,b:3):3,c:4,(d:2,e:1):2);")

  for name, length in pairs({ a = 2, b = 3, c = 4, d = 2, e = 1 }) do
    t.equal(phylo.find(root, name).length, length)
  end
  t.equal(phylo.common_ancestor(phylo.find(root, "a"), phylo.find(root, "b")).length, 3)
  t.equal(phylo.total_length(root), 17)
  t.equal(phylo.robinson_foulds(root, expected), 0)
end)

t.test("joins the neighbours of Saitou and Nei", function()
  -- Mol. Biol. Evol. 4, 1987, table 2 and figure 4: eight taxa whose distances are those of a tree
  local rows = { { 7 }, { 8, 5 }, { 11, 8, 5 }, { 13, 10, 7, 8 }, { 16, 13, 10, 11, 5 }, { 13, 10, 7, 8, 6, 9 },
    { 17, 14, 11, 12, 10, 13, 8 } }
  local matrix = {}
  for row = 1, 8 do
    matrix[row] = {}
    for column = 1, 8 do
      matrix[row][column] = row == column and 0 or row > column and rows[row - 1][column] or rows[column - 1][row]
    end
  end
  local root = phylo.neighbor_joining({ "1", "2", "3", "4", "5", "6", "7", "8" }, matrix)

  for name, length in pairs({ ["1"] = 5, ["2"] = 2, ["3"] = 1, ["4"] = 3, ["5"] = 1, ["6"] = 4, ["7"] = 2,
    ["8"] = 6 }) do
    t.near(phylo.find(root, name).length, length, 1e-12)
  end
  t.equal(phylo.robinson_foulds(root, phylo.parse("(((1,2),3,4),(5,6),(7,8));")), 1)
end)

t.test("finds the tree that distances come from", function()
  local text = "((((a:1.5,b:2.25):0.5,(c:1,d:4):1):0.75,e:3):2,(f:0.5,(g:1,h:2):0.25):1,i:7);"
  local given = phylo.parse(text)
  local leaf_names, rows = phylo.distance_matrix(given)
  local found = phylo.neighbor_joining(leaf_names, rows)

  t.equal(phylo.robinson_foulds(given, found), 0)
  t.near(phylo.total_length(found), phylo.total_length(given), 1e-9)
  local found_names, found_rows = phylo.distance_matrix(found)
  local place = {}
  for position, name in ipairs(found_names) do
    place[name] = position
  end
  for row, name in ipairs(leaf_names) do
    for column, other in ipairs(leaf_names) do
      t.near(found_rows[place[name]][place[other]], rows[row][column], 1e-9)
    end
  end
end)

t.test("clusters Wikipedia's example of UPGMA", function()
  -- "UPGMA": 5S ribosomal RNA of five bacteria
  local root = phylo.upgma({ "a", "b", "c", "d", "e" }, {
    { 0, 17, 21, 31, 23 },
    { 17, 0, 30, 34, 21 },
    { 21, 30, 0, 28, 39 },
    { 31, 34, 28, 0, 43 },
    { 23, 21, 39, 43, 0 },
  })

  for name, length in pairs({ a = 8.5, b = 8.5, e = 11, c = 14, d = 14 }) do
    t.equal(phylo.find(root, name).length, length)
    t.equal(phylo.distance(phylo.find(root, name), root), 16.5)
  end
  t.equal(phylo.robinson_foulds(root, phylo.parse("(((a,b),e),(c,d));"), true), 0)
end)

t.test("makes trees of few names", function()
  t.equal(phylo.format(phylo.neighbor_joining({ "a" }, { { 0 } })), "a;")
  t.equal(phylo.format(phylo.neighbor_joining({ "a", "b" }, { { 0, 4 }, { 4, 0 } })), "(a:2,b:2);")
  t.equal(phylo.format(phylo.neighbor_joining({ "a", "b", "c" }, { { 0, 3, 4 }, { 3, 0, 5 }, { 4, 5, 0 } })),
    "(a:1,b:2,c:3);")
  t.equal(phylo.format(phylo.upgma({ "a", "b" }, { { 0, 4 }, { 4, 0 } })), "(a:2,b:2);")
  t.equal(phylo.format(phylo.upgma({ "a" }, { { 0 } })), "a;")
end)

t.test("says what are no distances", function()
  t.fails("at least 1 names, not 0", phylo.upgma({}, {}))
  t.fails("2 names and 1 rows", phylo.neighbor_joining({ "a", "b" }, { { 0 } }))
  t.fails("row 2 needs 2 distances", phylo.neighbor_joining({ "a", "b" }, { { 0, 1 }, { 1 } }))
  t.fails("row 1, column 2 must be a number from 0, not -1", phylo.upgma({ "a", "b" }, { { 0, -1 }, { -1, 0 } }))
  t.fails("the distances of a and b differ: 1 and 2", phylo.upgma({ "a", "b" }, { { 0, 1 }, { 2, 0 } }))
  t.fails("of a to itself must be 0", phylo.upgma({ "a", "b" }, { { 1, 1 }, { 1, 0 } }))
  t.fails("a list of names", phylo.upgma())
end)

t.test("does not change the distances", function()
  phylo.neighbor_joining({ "a", "b", "c", "d", "e" }, WIKIPEDIA)

  t.equal(WIKIPEDIA[2][3], 10)
  t.equal(#WIKIPEDIA, 5)
end)

t.test("compares trees", function()
  local function distance(a, b, is_rooted)
    return phylo.robinson_foulds(phylo.parse(a), phylo.parse(b), is_rooted)
  end
  -- The two quartets, and the example of ETE's documentation: 2 of 8
  t.same({ distance("((a,b),(c,d));", "((a,c),(b,d));") }, { 2, 2 })
  t.same({ distance("(((a,b),c),((e,f),g));", "(((a,c),b),((e,f),g));", true) }, { 2, 8 })
  t.same({ distance("(((a,b),c),((e,f),g));", "(((a,c),b),((e,f),g));") }, { 2, 6 })
  -- The same tree with its root elsewhere
  t.same({ distance("((a,b),(c,(d,e)));", "(a,b,(c,(d,e)));") }, { 0, 4 })
  t.equal((distance("((a,b),(c,(d,e)));", "(a,(b,(c,(d,e))));")), 0)
  t.equal((distance("((a,b),(c,(d,e)));", "(a,(b,(c,(d,e))));", true)), 2)
  t.equal((distance("(a,b,c,d);", "((a,b),c,d);")), 1)
  t.equal((distance("a;", "a;")), 0)
  t.fails("the second tree has no leaf b", distance("(a,b);", "(a,c);"))
  t.fails("the first tree has no leaf c", distance("(a,b);", "(a,b,c);"))
  t.fails("two leaves of the first tree are named a", distance("(a,a);", "(a,b);"))
  t.fails("a leaf of the second tree has no name", distance("(a,b);", "(a,);"))
end)

t.test("computes distances of sequences", function()
  t.equal(phylo.p_distance("ACGTACGTAC", "ACGTACGTAA"), 0.1)
  t.equal(phylo.p_distance("ACGT-N", "acgu-A"), 0)
  -- p = 0.1: 0.10732; Kimura's formula with P = Q = 0.1 is 0.5 ln(1 / 0.7) + 0.25 ln(1 / 0.8)
  t.near(phylo.jukes_cantor("ACGTACGTAC", "ACGTACGTAA"), 0.10732563273, 1e-11)
  t.near(phylo.kimura("ACGTACGTAC", "GCGTACGTAA"), 0.5 * math.log(1 / 0.7) + 0.25 * math.log(1 / 0.8), 1e-12)
  t.equal(phylo.kimura("AC", "AC"), 0)
  t.equal(phylo.jukes_cantor("AC", "AC"), 0)
  t.fails("one length, not 2 and 1", phylo.p_distance("AC", "A"))
  t.fails("no position", phylo.p_distance("--", "AC"))
  t.fails("differ at 100 %", phylo.jukes_cantor("AC", "CA"))
  t.fails("no distance of Kimura", phylo.kimura("AC", "CA"))
end)

t.test("makes a tree of sequences", function()
  local sequences = { "ACGTACGTACGTACGTACGT", "ACGTACGTACGTACGTACGA", "TCGTACCTACGAACGTACGA", "TCGTACCTACGAACGTTCGA" }
  local rows = phylo.sequence_distances(sequences, "kimura")
  local root = phylo.neighbor_joining({ "w", "x", "y", "z" }, rows)

  t.equal(phylo.robinson_foulds(root, phylo.parse("((w,x),(y,z));")), 0)
  t.fails("sequences 1 and 2", phylo.sequence_distances({ "AC", "A" }))
  t.fails("the model", phylo.sequence_distances(sequences, "x"))
end)

t.test("draws trees", function()
  t.equal(phylo.draw(phylo.parse("((a:1,b:2)ab:0.5,c);")), "*\n|- ab 0.5\n|  |- a 1\n|  `- b 2\n`- c\n")
end)

t.test("says something sensible of anything, and writes what it read", function()
  for text in t.damaged("(A:0.1,'B b':0.2[x],(C:0.3,D:0.4)E:0.5)F;", 3000) do
    local root, why = phylo.parse(text)
    t.concludes(root, why)
    if root then
      local again = phylo.format(root)
      t.equal(phylo.format(assert(phylo.parse(again))), again)
    end
  end
end)
