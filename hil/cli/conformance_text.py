"""What `hil conformance --help` tells behind the options: examples, exit codes, the files of a run, what to do next."""

from __future__ import annotations

EPILOG = """\b
Examples:
  hil conformance
  hil conformance --dut 'emulator://m95?defect=accepts-expired-ca' -k authentication
  hil conformance --dut /dev/ttyUSB0 --campaign smoke --report-dir out
  hil conformance --dut rfc2217://bench7:4000 --requirement AUTH-05
  hil conformance --bench rack.toml --module m95-1
  hil conformance --bench rack.toml -n auto --tags new
  hil conformance --dut /dev/ttyUSB0 --campaign pairwise --pics m95.toml --deviations known.toml
  hil conformance --resume reports/latest
  hil conformance --last-failed --maxfail 1     what did not pass, until the first failure
  hil conformance --list --requirement AUTH-05  what would run
  hil conformance --explain test_implicit_mode  what a case proves, and how it is judged
  hil conformance --shard 2/5                   on the second of five machines
  hil conformance --dut /dev/ttyUSB0 --campaign endurance --for 8h

\b
Exit codes:
  0    every applicable case passed or is left open by the note, known deviations apart
  1    a case failed on a ground that --gate lets decide, or had no stimulus, or a known deviation passes now
  2    the request is wrong: an option or file, the URL of the DUT, what answers there is no M95, a report folder that cannot be meant
  3    the bench failed (no DUT, no port, no free module, only errors), no case ran, or a place may not be used
  130  stopped by Ctrl-C, 143 by SIGTERM, 129 by SIGHUP; what was done until then is in the report

\b
The report folder holds report.html, summary.json, junit.xml, allure-results/, sessions/ (what the server saw),
captures/, wire/ (the bytes of the line), run.json (the plan), manifest.jsonl (hil verify)
and results.jsonl, which is written as the run goes.
Without --report-dir it is reports/<time>-<campaign>/, and reports/latest points to it.

\b
Afterwards:
  hil show reports/latest --failed              the failing cases: expected, came, transcript, evidence
  hil report reports/latest --format markdown   other renderings (hil report --help)
In GitHub Actions and GitLab CI the run writes a summary, annotations and a Code Quality report by itself
(docs/ci.md)."""
