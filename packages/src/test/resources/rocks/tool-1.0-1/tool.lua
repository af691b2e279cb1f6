#!/usr/bin/env lua
local words = require("tool.words")
io.write(#words, " words, ", select("#", ...), " arguments: ", table.concat({ ... }, "|"), "\n")
