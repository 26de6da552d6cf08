"use strict";
(function () {
  const table = document.getElementById("requirement-rows");
  const words = document.getElementById("filter-words");
  const verdict = document.getElementById("filter-verdict");
  const group = document.getElementById("filter-group");
  const shown = document.getElementById("filter-shown");

  function filter() {
    const wanted = words.value.trim().toLowerCase();
    let count = 0;
    for (const row of table.rows) {
      const fits =
        (!verdict.value || row.dataset.verdict === verdict.value || row.dataset.tested === verdict.value) &&
        (!group.value || row.dataset.group === group.value) &&
        (!wanted || row.textContent.toLowerCase().includes(wanted));
      row.hidden = !fits;
      count += fits ? 1 : 0;
    }
    shown.textContent = count + " of " + table.rows.length + " shown";
  }

  function reveal() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    if (target.hidden) {
      words.value = verdict.value = group.value = "";
      filter();
    }
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    target.scrollIntoView();
  }

  function showEnd(details) {
    for (const lines of details.querySelectorAll("pre.transcript")) lines.scrollTop = lines.scrollHeight;
  }

  for (const details of document.querySelectorAll("details.case")) {
    showEnd(details);
    details.addEventListener("toggle", function () { showEnd(details); });
  }
  for (const control of [words, verdict, group]) control.addEventListener("input", filter);
  window.addEventListener("hashchange", reveal);
  window.addEventListener("beforeprint", function () {
    for (const details of document.querySelectorAll("details.case")) details.open = true;
  });
  filter();
  if (location.hash) reveal();
})();
