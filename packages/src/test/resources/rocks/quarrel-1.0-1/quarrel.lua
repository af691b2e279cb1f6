return require("diamond.right")
