"use strict";
// Before the first paint: the choice of the reader, as far as this browser keeps one for files.
try {
  const kept = localStorage.getItem("m95-hil-theme");
  if (kept) document.documentElement.dataset.theme = kept;
} catch (error) {
  // no storage: the choice of the system holds
}
