-- SPDX-License-Identifier: Apache-2.0
-- Fetches pages of a server whose port is the argument.
local http = require "socket.http"
local ltn12 = require "ltn12"

local base = "http://127.0.0.1:" .. (...)

local function show(what, body, code, headers, status)
  local names = {}
  for name in pairs(type(headers) == "table" and headers or {}) do
    if name ~= "date" then names[#names + 1] = name .. "=" .. headers[name] end
  end
  table.sort(names)
  print(what, body and tostring(body), type(code) == "number" and string.format("%d", code) or code, status)
  print(table.concat(names, "; "))
end

show("plain", http.request(base .. "/plain"))
show("missing", http.request(base .. "/missing"))
show("post", http.request(base .. "/echo", "a=1&b=2"))
show("redirect", http.request(base .. "/redirect"))
show("loop", http.request(base .. "/loop"))
local parts = {}
show("chunked", http.request({ url = base .. "/chunked", sink = ltn12.sink.table(parts) }))
print(#table.concat(parts))
show("head", http.request({ url = base .. "/plain", method = "HEAD" }))
show("not followed", http.request({ url = base .. "/redirect", redirect = false }))
show("put", http.request({
  url = base .. "/echo", method = "PUT", source = ltn12.source.string("body"), headers = { ["content-length"] = 4 },
  sink = ltn12.sink.table({}),
}))
show("refused", http.request("http://127.0.0.1:1/"))
