return require("answer.core").answer
