return "3.0rc1"
