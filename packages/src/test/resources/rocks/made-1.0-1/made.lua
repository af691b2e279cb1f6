return require("made.core")
