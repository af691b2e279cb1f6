-- SPDX-License-Identifier: Apache-2.0
-- Everything of the package in one table.
local bio_utils = {
  _VERSION = "bio-utils 1.0.0",
  blosum62 = require("bio_utils.blosum62"),
}

for _, name in ipairs({ "sequence", "translation", "alignment" }) do
  for key, value in pairs(require("bio_utils." .. name)) do
    bio_utils[key] = value
  end
end

return bio_utils
