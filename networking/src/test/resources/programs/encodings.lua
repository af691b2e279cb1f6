-- SPDX-License-Identifier: Apache-2.0
-- Prints what the modules that need no network make of many texts.
local mime, ltn12, url = require "mime", require "ltn12", require "socket.url"

local function show(...)
  local texts = {}
  for i = 1, select("#", ...) do
    local value = select(i, ...)
    texts[i] = type(value) == "number" and string.format("%d", value) or type(value) == "string" and string.format("%q", value) or tostring(value)
  end
  print(table.concat(texts, " "))
end

local TEXTS = {
  "", "a", "ab", "abc", "abcd", "x\0\255\128", "line\r\nnext \r\nlast\t", "a=b", "tab\t\r\nx", "\n\n\r\r\n\r", "x \r", "caf\195\169 =", ".\r\n..\r\na.\r\n.",
  "=41=42=\r\nc=zz=", "=0D=0A", string.rep("0123456789", 20), string.rep("=", 90), " \t \r\n\r\n ", "lone\rcr", "=4", "YWJj\r\nZGVm", "YQ==", "Y", "YWI=",
}

for _, text in ipairs(TEXTS) do
  show("text", text)
  show("b64", mime.b64(text))
  show("b64", mime.b64(text, ""))
  show("unb64", mime.unb64((mime.b64(text)) or ""))
  show("qp", mime.qp(text))
  show("qp", mime.qp(text, ""))
  show("qp", mime.qp(text, "", "=0D=0A"))
  show("unqp", mime.unqp(text, "more"))
  show("unqp", mime.unqp((mime.qp(text)) or ""))
  show("eol", mime.eol(0, text))
  show("eol", mime.eol(13, text, "\n"))
  show("dot", mime.dot(2, text))
  show("wrp", mime.wrp(10, text, 10))
  show("qpwrp", mime.qpwrp(12, text, 12))
  for size = 1, 5 do
    local function pieces() -- the same in small pieces
      local at = 1
      return function()
        if at > #text then return nil end
        local piece = string.sub(text, at, at + size - 1)
        at = at + size
        return piece
      end
    end
    local chain = ltn12.filter.chain(mime.normalize(), mime.encode("quoted-printable"), mime.wrap("quoted-printable", 20))
    local sink, parts = ltn12.sink.table()
    show("pump", ltn12.pump.all(ltn12.source.chain(pieces(), chain), sink))
    show("quoted", table.concat(parts))
    sink, parts = ltn12.sink.table()
    show("pump", ltn12.pump.all(pieces(), ltn12.sink.chain(mime.encode("base64"), mime.wrap("base64", 12), sink)))
    show("based", table.concat(parts))
    local back, decoded = ltn12.sink.table()
    ltn12.pump.all(ltn12.source.string(table.concat(parts)), ltn12.sink.chain(mime.decode("base64"), back))
    show("decoded", table.concat(decoded))
  end
end

show("nil", mime.b64(nil), mime.qp(nil), mime.unqp(nil), mime.unb64(nil))
show("end", mime.eol(0), mime.dot(2))
show("end", mime.wrp(5, nil, 10))
show("end", mime.wrp(10, nil, 10))
show("end", mime.qpwrp(5, nil, 10))

local ADDRESSES = {
  "http://www.example.com/cgilua/index.lua?a=2#there", "ftp://root:passwd@unsafe.org:21/a/b;type=i", "//host/path", "/only/path", "relative", "?query", "#frag",
  "http://[::1]:8080/x", "http://user@host", "mailto:a@b.c", "http://h:80", "http:path", "http://h?x=/y", "https://a.b/c;d?e#f", "http://h/%7Euser/",
}
for _, address in ipairs(ADDRESSES) do
  local parsed = url.parse(address)
  local names = {}
  for name in pairs(parsed) do names[#names + 1] = name end
  table.sort(names)
  for _, name in ipairs(names) do show(address, name, parsed[name]) end
  show("build", url.build(parsed))
  show("path", url.build_path(url.parse_path(parsed.path)))
end
for _, relative in ipairs({
  "g:h", "g", "./g", "g/", "/g", "//g", "?y", "g?y", "#s", "g#s", ";x", "g;x", ".", "./", "..", "../", "../g", "../..", "../../", "../../g",
}) do
  show("absolute", relative, url.absolute("http://a/b/c/d;p?q#f", relative))
end
show("escape", url.escape("/#?;:@&= \255a_b-"), url.unescape("%2f%23+%zz%41"))
show("parts", url.build_path({ "a b", "c/d", is_absolute = 1, is_directory = 1 }), url.build_path({ "a b" }, true))

local source = ltn12.source.cat(ltn12.source.string("one"), ltn12.source.empty(), ltn12.source.string("two"))
local sink, parts = ltn12.sink.table()
show(ltn12.pump.all(source, sink), table.concat(parts, ","))
show(ltn12.pump.all(ltn12.source.error("broken"), ltn12.sink.null()))
show(ltn12.pump.all(ltn12.source.string("x"), ltn12.sink.error("full")))
local rewind = ltn12.source.rewind(ltn12.source.string("abc"))
local chunk = rewind()
rewind(chunk)
show(rewind(), rewind())
