"""List the packages.  By package-dir (pyproject.toml) fixtures/, suites/ and docs/schemas/ ship inside hil, hil/entry_point beside it."""

from setuptools import find_packages, setup

setup(
    packages=["m95_hil_pytest"]
    + find_packages(include=["hil", "hil.*"], exclude=["hil.entry_point"])
    + [f"hil.{name}" for name in find_packages(include=["fixtures*", "suites*"])]
    + ["hil.schemas"],
)
