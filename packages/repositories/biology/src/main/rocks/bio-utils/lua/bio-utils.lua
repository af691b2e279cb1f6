-- SPDX-License-Identifier: Apache-2.0
-- The package by the name of its rock.
local bio_utils = require("bio_utils")

return bio_utils
