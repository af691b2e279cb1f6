-- SPDX-License-Identifier: Apache-2.0
-- Writes a made-up FASTA file:  generate.lua [BASES [SEED [WIDTH]]]
-- The same arguments give the same bytes on every Lua: the generator is Park and Miller's (multiplier 48271, modulus
-- 2^31 - 1), whose products stay below 2^53.
local bases = tonumber(arg[1]) or 3000
local seed = tonumber(arg[2]) or 1
local width = tonumber(arg[3]) or 70 -- 0: each record on one line

local MODULUS = 2147483647
if seed < 1 or seed >= MODULUS or seed % 1 ~= 0 then
    io.stderr:write("generate.lua: the seed is a whole number from 1 to 2147483646\n")
    os.exit(1)
end

local function random(limit)
    seed = seed * 48271 % MODULUS
    return seed % limit
end

-- 42 % G and C, a few unknown bases, and stretches in lower case as repeat maskers leave them.
local function base()
    local number = random(1000)
    if number < 5 then
        return "N"
    elseif number < 215 then
        return "G"
    elseif number < 425 then
        return "C"
    elseif number < 712 then
        return "A"
    end
    return "T"
end

local function sequence(length)
    local letters = {}
    local lower = false
    for position = 1, length do
        if random(100) == 0 then
            lower = not lower
        end
        letters[position] = lower and base():lower() or base()
    end
    return table.concat(letters)
end

local function write_folded(text)
    for first = 1, #text, width do
        io.write(text:sub(first, first + width - 1), "\n")
    end
end

io.write("; made by generate.lua, seed ", string.format("%d", seed), "\n")
local LONGEST = 1000
local record = 0
while bases > 0 do
    local length = bases < LONGEST and bases or LONGEST
    record = record + 1
    io.write(">record", string.format("%d", record), " made up\n")
    local text = sequence(length)
    if width > 0 then
        write_folded(text)
    else
        io.write(text, "\n")
    end
    bases = bases - length
end
