"""Reading of the code of a case, without running it: the command lines that it may send to the DUT."""
