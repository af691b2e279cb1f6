return "right of " .. require("diamond.base")
