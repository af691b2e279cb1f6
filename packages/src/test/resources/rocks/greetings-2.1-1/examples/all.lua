print(require("greetings").all())
