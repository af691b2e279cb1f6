-- SPDX-License-Identifier: Apache-2.0
-- The package by the name of its rock.
local genome_tools = require("genome_tools")

return genome_tools
