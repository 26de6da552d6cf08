"""Options of pytest and of plugins that change which cases run, how often, in which process, and what is told of them."""

from __future__ import annotations

from tests.plugin.differential.comparison import Setting

SETTINGS = {
    "none": Setting(()),
    "-x": Setting(("-x",)),
    "--maxfail": Setting(("--maxfail=2",)),
    "--lf": Setting(("--lf",)),
    "--ff": Setting(("--ff",)),
    "--sw": Setting(("--sw",)),
    "-n": Setting(("-n", "2"), ("xdist",)),
    "-n -x": Setting(("-n", "2", "-x"), ("xdist",)),
    "-n 0": Setting(("-n", "0"), ("xdist",)),
    "--dist loadfile": Setting(("-n", "2", "--dist", "loadfile"), ("xdist",)),
    "--dist each": Setting(("--dist", "each", "--tx", "2*popen"), ("xdist",)),
    "--maxschedchunk": Setting(("-n", "2", "--maxschedchunk", "1", "--max-worker-restart", "0"), ("xdist",)),
    "--reruns": Setting(("--reruns", "2"), ("rerunfailures",)),
    "--reruns -n": Setting(("--reruns", "1", "-n", "2"), ("rerunfailures", "xdist")),
    "--reruns -x": Setting(("--reruns", "1", "-x"), ("rerunfailures",)),
    "--only-rerun": Setting(
        ("--reruns", "1", "--only-rerun", "OSError"), ("rerunfailures",), without=("odd",)
    ),
    "--force-flaky": Setting(("--force-flaky", "--max-runs", "2"), ("flaky",), without=("odd",)),
    "--count": Setting(("--count", "2"), ("pytest_repeat",)),
    "--timeout": Setting(("--timeout", "100"), ("timeout",)),
    "randomly": Setting(("-p", "randomly", "--randomly-seed", "7")),
    "--runxfail": Setting(("--runxfail",)),
    "no:terminal": Setting(("-p", "no:terminal")),
    "no:logging": Setting(("-p", "no:logging", "-p", "no:faulthandler")),
    "no:skipping": Setting(("-p", "no:skipping", "-p", "no:unittest")),
    "no:threadexception": Setting(("-p", "no:threadexception", "-p", "no:unraisableexception")),
    "no:capture": Setting(("-s", "-p", "no:cacheprovider")),
    "--tb": Setting(("--tb=no", "-q", "-q")),
    "--tb native": Setting(("--tb=native", "-l", "-vv", "-rA")),
    "--co": Setting(("--co",), runs_cases=False),
    "--setup-only": Setting(("--setup-only",), runs_cases=False),
    "--setup-plan": Setting(("--setup-plan",), runs_cases=False),
    "--setup-only -n": Setting(("--setup-only", "-n", "2"), ("xdist",), runs_cases=False),
    "--setup-show": Setting(("--setup-show",)),
    "--fixtures-per-test": Setting(("--fixtures-per-test",), runs_cases=False),
    "-W": Setting(("-W", "error")),
    "importlib": Setting(("--import-mode=importlib", "--strict-markers", "--strict-config")),
    "--assert": Setting(("--assert=plain",)),
    "--continue": Setting(("--continue-on-collection-errors",)),
    "--deselect": Setting(("--deselect", "test_ends.py", "-k", "not pass")),
    "xfail_strict": Setting(("-o", "xfail_strict=true")),
}
