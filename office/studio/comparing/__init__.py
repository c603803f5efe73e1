"""How two states of one file differ, said in sentences: a file for each kind of file."""
