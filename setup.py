"""List the packages: fixtures/, suites/ and docs/schemas/ ship inside hil (package-dir in pyproject.toml)."""

from setuptools import find_packages, setup

setup(
    py_modules=["m95_hil_pytest"],
    packages=find_packages(include=["hil", "hil.*"])
    + [f"hil.{name}" for name in find_packages(include=["fixtures*", "suites*"])]
    + ["hil.schemas"],
)
