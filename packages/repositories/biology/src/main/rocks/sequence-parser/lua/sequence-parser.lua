-- SPDX-License-Identifier: Apache-2.0
-- The package by the name of its rock.
local sequence_parser = require("sequence_parser")

return sequence_parser
