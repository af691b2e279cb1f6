return "choosy 1 with " .. require("diamond.base")
