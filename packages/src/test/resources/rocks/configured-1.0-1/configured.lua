return require("configured.core")
