"""Mutants of the emulated module: nonconformities made by operators, none of them written by hand.

A mutant is a *target* (what a part does), an *operator* (what goes wrong) and a
*trigger* (when).  It is switched on by its id, as a defect is by its name, and becomes
replacements of parts.  Its requirements are those of the mechanism that it bends.
"""
