return require("diamond.left") .. ", " .. require("diamond.right")
