return "left of " .. require("diamond.base")
