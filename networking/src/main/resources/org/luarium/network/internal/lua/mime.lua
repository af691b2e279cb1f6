-- SPDX-License-Identifier: Apache-2.0
-- Encodings of MIME as filters.
local mime = require "mime.core"
local ltn12 = require "ltn12"

local type, error, tostring = type, error, tostring
local cycle = ltn12.filter.cycle

mime.encodet, mime.decodet, mime.wrapt = {}, {}, {}

local function choose(choices)
  return function(name, first, second)
    if type(name) ~= "string" then name, first, second = "default", name, first end
    local choice = choices[name]
    if not choice then error("unknown key (" .. tostring(name) .. ")", 3) end
    return choice(first, second)
  end
end

mime.encodet["base64"] = function() return cycle(mime.b64, "") end
mime.encodet["quoted-printable"] = function(mode)
  return cycle(mime.qp, "", mode == "binary" and "=0D=0A" or "\r\n")
end
mime.decodet["base64"] = function() return cycle(mime.unb64, "") end
mime.decodet["quoted-printable"] = function() return cycle(mime.unqp, "") end
mime.wrapt["text"] = function(length)
  length = length or 76
  return cycle(mime.wrp, length, length)
end
mime.wrapt["base64"], mime.wrapt["default"] = mime.wrapt["text"], mime.wrapt["text"]
mime.wrapt["quoted-printable"] = function() return cycle(mime.qpwrp, 76, 76) end

mime.encode, mime.decode, mime.wrap = choose(mime.encodet), choose(mime.decodet), choose(mime.wrapt)

function mime.normalize(marker) return cycle(mime.eol, 0, marker) end
function mime.stuff() return cycle(mime.dot, 2) end

return mime
