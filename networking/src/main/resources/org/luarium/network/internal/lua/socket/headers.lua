-- SPDX-License-Identifier: Apache-2.0
-- How names of headers are written; others are written as they are.
local socket = require "socket.core"

local headers = { canonic = {} }
local NAMES = [[
Accept Accept-Charset Accept-Encoding Accept-Language Accept-Ranges Action Age Allow Authorization Cache-Control Connection
Content-Disposition Content-Encoding Content-ID Content-Language Content-Length Content-Location Content-MD5 Content-Range
Content-Transfer-Encoding Content-Type Cookie Date ETag Expect Expires From Host If-Match If-Modified-Since If-None-Match If-Range
If-Unmodified-Since Last-Modified Location Max-Forwards MIME-Version Origin Pragma Proxy-Authenticate Proxy-Authorization Range
Referer Retry-After Server Set-Cookie TE Trailer Transfer-Encoding Upgrade User-Agent Vary Via Warning WWW-Authenticate
]]
for name in string.gmatch(NAMES, "%S+") do headers.canonic[string.lower(name)] = name end

socket.headers = headers
return headers
