-- SPDX-License-Identifier: Apache-2.0
-- Counts the bases of FASTA files, or of the standard input, and prints how many of them are G or C.
-- Reads blocks, not lines, so that a genome on one line needs no more memory than any other.
local byte, find = string.byte, string.find

local BLOCK = 65536
local NEWLINE, RECORD, COMMENT = byte("\n>;", 1, 3)

-- How often each byte occurs in the sequences.
local counts = {}
for value = 0, 255 do
    counts[value] = 0
end

local function count(text, first, last)
    local n = counts
    while first + 15 <= last do
        local a, b, c, d, e, f, g, h, i, j, k, l, m, o, p, q = byte(text, first, first + 15)
        n[a] = n[a] + 1; n[b] = n[b] + 1; n[c] = n[c] + 1; n[d] = n[d] + 1
        n[e] = n[e] + 1; n[f] = n[f] + 1; n[g] = n[g] + 1; n[h] = n[h] + 1
        n[i] = n[i] + 1; n[j] = n[j] + 1; n[k] = n[k] + 1; n[l] = n[l] + 1
        n[m] = n[m] + 1; n[o] = n[o] + 1; n[p] = n[p] + 1; n[q] = n[q] + 1
        first = first + 16
    end
    for position = first, last do
        local value = byte(text, position)
        n[value] = n[value] + 1
    end
end

-- Returns a function that takes one file block by block. A line that begins with > or ; is not part of a sequence.
local function reader()
    local in_header, at_line_start = false, true
    return function(text)
        local length, position = #text, 1
        local next_record, next_comment = 0, 0
        while position <= length do
            if in_header then
                local line_end = find(text, "\n", position, true)
                if not line_end then
                    return
                end
                in_header, at_line_start, position = false, true, line_end + 1
            elseif at_line_start and (byte(text, position) == RECORD or byte(text, position) == COMMENT) then
                in_header = true
            else
                -- What was found further on stays valid: short records must not make it search again and again.
                if next_record < position then
                    next_record = find(text, "\n>", position, true) or length
                end
                if next_comment < position then
                    next_comment = find(text, "\n;", position, true) or length
                end
                local last = next_record < next_comment and next_record or next_comment
                count(text, position, last)
                at_line_start, position = byte(text, last) == NEWLINE, last + 1
            end
        end
    end
end

local function fail(message)
    io.stderr:write("gc.lua: ", message, "\n")
    os.exit(1)
end

local function read_all(file, name)
    local take = reader()
    while true do
        local text, message = file:read(BLOCK)
        if not text then
            if message then
                fail(name .. ": " .. message)
            end
            return
        end
        take(text)
    end
end

local function sum(letters)
    local total = 0
    for position = 1, #letters do
        total = total + counts[byte(letters, position)]
    end
    return total
end

if #arg == 0 then
    read_all(io.stdin, "standard input")
end
for _, name in ipairs(arg) do
    local file, message = io.open(name, "rb")
    if not file then
        fail(message)
    end
    read_all(file, name)
    file:close()
end

-- The codes of IUPAC: S is G or C, W is A or T; the others, N above all, may be either and say nothing.
local strong, weak = sum("GCSgcs"), sum("ATUWatuw")
local bases = strong + weak + sum("RYKMBDHVNrykmbdhvn")
print(string.format("%d bases", bases))
print(string.format("%.2f %% GC", strong + weak > 0 and 100 * strong / (strong + weak) or 0))
