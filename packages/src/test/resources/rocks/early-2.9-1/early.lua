return "2.9"
