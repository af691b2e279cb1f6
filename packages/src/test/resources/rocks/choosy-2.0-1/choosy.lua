return "choosy 2 with " .. require("diamond.base")
