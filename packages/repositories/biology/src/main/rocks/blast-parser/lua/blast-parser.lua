-- SPDX-License-Identifier: Apache-2.0
-- The package by the name of its rock.
local blast_parser = require("blast_parser")

return blast_parser
