# Two commands do everything on a fresh machine: `make conformance` and `make test`.
# PYTHON chooses the interpreter (3.11 or newer), VENV where the environment lies.

VENV    ?= .venv
BIN     := $(VENV)/bin
# Without a number `hil conformance` chooses.
WORKERS ?=
# Tests mostly wait, so four run at a time: one on pseudo-terminals (below), and three others, a file at a time: its servers
# serve all of it.
TEST_WORKERS ?= 3
BY_FILE := --dist loadfile --no-loadscope-reorder
# A test that hangs ends its worker with the stacks of all threads, and fails; the longest takes a third of it.
LIMIT   := --timeout 600 --timeout-method thread --durations 15
# The kernel numbers pseudo-terminals for all processes.  A test that opens one by a name of before may meet that of
# another worker, so the tests that use them run one after the other.
PTY_TESTS := tests/emulator/frontends tests/modem tests/golden tests/fixtures \
    $(addprefix tests/cli/test_,conformance.py emulate.py preflight.py serve.py serve_options.py serve_view.py stopped.py) \
    tests/lab/doctor tests/lab/test_ladder_lines.py tests/lab/control/test_control_lines.py \
    tests/plugin/test_port_loss.py tests/soak/test_lab.py
# After the loss of a worker the run ends; without this pytest-xdist can wait for ever.
NO_RESTART := --max-worker-restart 0
DUT     ?= emulator://m95
CAMPAIGN ?= full
TIMES   ?= 20
# Of the mutants: how many are drawn, or `all`; and what draws them.
SAMPLE  ?= 150
SEED    ?= 0
# Of the soak of a lab: no round begins that would end behind it.
MINUTES ?= 20

.DEFAULT_GOAL := help
.PHONY: help repro conformance test lint types unit unit-lines unit-rest package peers benchmarks personalities defects degenerate mutants variants independent endurance-proof needs settings soak lab-soak fuzz clean

help: ## what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

conformance: $(VENV)/.installed ## set up, run the campaign on the emulated M95 (or DUT=url), write the report
	$(BIN)/hil conformance --dut "$(DUT)" --campaign $(CAMPAIGN) $(if $(WORKERS),-n $(WORKERS)) $(if $(REPORT_DIR),--report-dir "$(REPORT_DIR)")

test: $(VENV)/.installed-dev peers lint types unit package ## set up, then lint, types and all tests

lint: $(VENV)/.installed-dev ## ruff (format and rules), dead code, and that nothing public changed unnoticed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/vulture --config .ci/vulture.toml
	$(BIN)/python docs/check_api.py

types: $(VENV)/.installed-dev ## mypy, strict
	$(BIN)/mypy

unit: $(VENV)/.installed-dev ## the framework's own tests
	+$(MAKE) --no-print-directory -j 2 unit-lines unit-rest

# Both at once; the first ones have the time limits of a line, so the others give way to them.
unit-lines: $(VENV)/.installed-dev
	$(BIN)/python -m pytest $(PTY_TESTS) $(LIMIT)

unit-rest: $(VENV)/.installed-dev
	nice $(BIN)/python -m pytest tests -n $(TEST_WORKERS) $(BY_FILE) $(NO_RESTART) $(LIMIT) \
	    --ignore=tests/package $(addprefix --ignore=,$(PTY_TESTS))

package: $(VENV)/.installed-dev ## sdist, wheel, and both used from a clean environment
	$(BIN)/python -m pytest tests/package $(LIMIT)

peers: ## programs that we did not write and that judge ours (apt; as root by itself)
	.ci/peers

sample: $(VENV)/.installed peers ## make reports/sample and its picture in the README anew, when the form of a report has changed
	rm -rf reports/sample-run  # the run names its commit, so the checkout stays as it is until it has ended
	$(BIN)/hil conformance --campaign smoke --report-dir reports/sample-run
	rm -rf reports/sample && mkdir -p docs/images
	$(BIN)/hil report reports/sample-run --public --output reports/sample --format json,junit,html,pdf \
	    --lab docs/examples/lab.toml --issued "$$(date +%F)"
	chromium --headless --no-sandbox --hide-scrollbars --window-size=1280,1000 \
	    --screenshot=docs/images/report.png "file://$(CURDIR)/reports/sample/report.html" 2>/dev/null

personalities: $(VENV)/.installed ## the campaign on the emulator in each of its personalities
	set -e; for name in note classic-gsm M95FAR02A08; do \
	    echo "== $$name"; \
	    $(BIN)/hil conformance --dut "emulator://m95?personality=$$name" $(if $(WORKERS),-n $(WORKERS)) --report-dir reports/personality-$$name; \
	done

defects: $(VENV)/.installed-dev ## every seeded defect must be killed, and each pass on a degenerate DUT have a reason; writes the kill matrix to reports/defects (minutes)
	$(BIN)/python -m tests.defects $(if $(WORKERS),-n $(WORKERS))

repro: $(VENV)/.installed-dev ## the scripts of hil repro tell a module with a defect from a sound one: a sample of the defects (half an hour)
	$(BIN)/python -m tests.repro $(if $(WORKERS),-n $(WORKERS))

degenerate: $(VENV)/.installed-dev ## the degenerate DUTs alone; the report goes to reports/degenerate (minutes)
	$(BIN)/python -m tests.defects --only degenerate --report-dir reports/degenerate $(if $(WORKERS),-n $(WORKERS))

mutants: $(VENV)/.installed-dev ## a sample of the mutants must be killed (SAMPLE=all: all of them); writes reports/mutants (ten minutes)
	$(BIN)/python -m tests.mutants --sample $(SAMPLE) --seed $(SEED)

variants: $(VENV)/.installed-dev ## no sound behaviour is failed: the variant matrix, to reports/variants (half an hour)
	$(BIN)/python -m tests.variants

independent: $(VENV)/.installed-dev ## no case fails a sound module of other make, in real time (an hour)
	$(BIN)/python -m tests.independent

endurance-proof: $(VENV)/.installed-dev ## the campaign endurance on defects that show after many sessions, and on sound modules (minutes)
	$(BIN)/python -m tests.endurance

needs: $(VENV)/.installed-dev ## what each case declares to need of a DUT is what it uses, over all cases (minutes)
	HIL_REHEARSAL=full $(BIN)/python -m pytest tests/needs --timeout 1800

recovery: $(VENV)/.installed-dev ## each kind of hang, with and without a switch of the supply, on each kind of line (minutes)
	HIL_REHEARSAL=full $(BIN)/python -m pytest tests/plugin/test_recoveries.py tests/lab/test_ladder_lines.py $(LIMIT)

settings: $(VENV)/.installed-dev ## the campaign with and without the driver's memory of settings: the same verdicts (minutes)
	$(BIN)/python -m tests.settings

soak: $(VENV)/.installed-dev ## the full campaign TIMES times in other orders on busy cores, and under mishaps (an hour)
	$(BIN)/python -m tests.soak.mishaps --seeds 3
	$(BIN)/python -m tests.soak.restarts --count 200
	$(BIN)/python -m tests.soak --times $(TIMES)

lab-soak: $(VENV)/.installed-dev peers ## a campaign on eight modules behind gateways under seeded mishaps of every kind (MINUTES=20)
	$(BIN)/python -m tests.soak.lab --minutes $(MINUTES) --seed $(SEED)

fuzz: $(VENV)/.installed-dev ## AT grammar and random bytes, fifty times the examples of `make test` (minutes)
	HIL_FUZZ=50 $(BIN)/python -m pytest tests/emulator/at/test_fuzz.py tests/at -n $(or $(WORKERS),2)

benchmarks: $(VENV)/.installed-dev ## claims of speed, as ratios measured side by side
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[benchmarks]'
	set -e; for script in benchmarks/*.py; do echo "== $$script"; $(BIN)/python $$script; done

clean: ## remove what was built; reports stay
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .peers

$(VENV)/.installed: pyproject.toml setup.py
	PYTHON="$(PYTHON)" .ci/venv "$(VENV)"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[pdf]'
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@
