-- SPDX-License-Identifier: Apache-2.0
-- Says of each line "version|other|constraints" what LuaRocks thinks: less, same, accepted.
local vers = require("luarocks.core.vers")
local cfg = require("luarocks.core.cfg")
cfg.init()
local queries = require("luarocks.queries")

local function bit(value)
    return value and "1" or "0"
end

for line in io.lines() do
    local version, other, constraints = line:match("^([^|]*)|([^|]*)|([^|]*)$")
    local v, o = vers.parse_version(version), vers.parse_version(other)
    local query = queries.from_dep_string("x " .. constraints)
    local accepted = query and bit(vers.match_constraints(v, query.constraints)) or "refused"
    print(bit(v < o) .. " " .. bit(v == o) .. " " .. accepted)
end
