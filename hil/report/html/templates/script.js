(function () {
  const list = document.getElementById("case-list");
  const cases = [...list.querySelectorAll("details.case")];
  const demands = [...document.querySelectorAll("details.req")];
  const said = document.getElementById("said");
  const help = document.getElementById("help");
  const PRINTED = 10;
  let current = -1;

  function say(text) {
    said.textContent = text;
    setTimeout(() => { if (said.textContent === text) said.textContent = ""; }, 2500);
  }

  async function copyLink(hash) {
    const address = location.href.split("#")[0] + "#" + hash;
    try {
      await navigator.clipboard.writeText(address);
      say("The link is copied");
    } catch (error) {
      history.replaceState(null, "", "#" + hash);
      say("The link is in the address line");
    }
  }

  // --- bodies, drawn when they are opened -------------------------------------------------------------------------

  function copyButton(node) {
    const button = make("button", "", "copy link");
    button.type = "button";
    button.addEventListener("click", () => copyLink(node.id));
    return button;
  }

  function draw(node, body) {
    if (node.children.length > 1) return;
    const box = make("div", "body", ...drawCase(body, data.facts, copyButton(node)));
    node.append(box);
    box.querySelectorAll(".scroll").forEach(showMark);
  }

  async function fill(node) {
    if (node.children.length > 1) return;
    if (typeof DecompressionStream === "undefined") {
      node.append(make("div", "body warning", CANNOT));
      return;
    }
    draw(node, await data.body(node.dataset.i));
  }

  function fillDemand(node) {
    const body = node.querySelector(".body");
    if (body.querySelector("ul, .none-yet")) return;
    const id = node.id.slice("req-".length);
    const found = cases.filter((each) => requirementsOf(each).includes(id));
    found.sort((one, other) => (one.dataset.v === "pass") - (other.dataset.v === "pass"));
    if (!found.length) body.append(make("p", "soft none-yet", "No case of this run verifies it."));
    else body.append(make("ul", "plain", ...found.slice(0, 30).map(caseLine)));
    if (found.length > 30) {
      const all = make("a", "", "all " + found.length + " cases");
      all.href = "#cases?q=" + encodeURIComponent(id);
      body.append(make("p", "", all));
    }
    body.append(copyButton(node));
  }

  function caseLine(node) {
    const [badge, name] = node.querySelectorAll(".badge, .t");
    const target = make("a", "", name.textContent);
    target.href = "#" + node.id;
    return make("li", "", badge.cloneNode(true), " ", target);
  }

  const requirementsOf = (node) => (node.names ??= node.querySelector(".r").textContent.split(" "));

  // --- filters ----------------------------------------------------------------------------------------------------

  function wordsOf(node) {
    if (node.words) return node.words;
    const clauses = requirementsOf(node).map((id) => (data.facts ? (data.facts.requirements[id] || [])[2] : ""));
    const words = (node.textContent + " " + clauses.join(" ")).toLowerCase();
    if (data.facts) node.words = words;
    return words;
  }

  const clausesOf = (node) => requirementsOf(node).map((id) => ((data.facts || { requirements: {} }).requirements[id] || [])[2]);
  const CASE_TESTS = {
    verdict: (node, value) => node.dataset.v === value,
    ground: (node, value) => node.dataset.g === value,
    cell: (node, value) => node.dataset.k === value,
    cause: (node, value) => node.dataset.c === value,
    file: (node, value) => node.parentNode.dataset.file === value,
    tag: (node, value) => requirementsOf(node).some((id) => id.slice(0, id.lastIndexOf("-")) === value),
    clause: (node, value) => clausesOf(node).includes(value),
    q: (node, value) => value.toLowerCase().split(/\s+/).every((word) => wordsOf(node).includes(word)),
  };
  const DEMAND_TESTS = {
    verdict: (node, value) => node.dataset.v === value,
    state: (node, value) => node.dataset.t === value,
    ground: (node, value) => node.dataset.g === value,
    kind: (node, value) => node.dataset.n === value,
    tag: (node, value) => node.dataset.p === value,
    q: (node, value) => value.toLowerCase().split(/\s+/).every((word) => (node.words ??= node.textContent.toLowerCase()).includes(word)),
  };

  class Filter {
    constructor(form, nodes, tests, section) {
      Object.assign(this, { form, nodes, tests, section, extra: {} });
      form.addEventListener("input", () => this.changed());
      form.addEventListener("submit", (event) => event.preventDefault());
      form.querySelector(".clear").addEventListener("click", () => { this.set({}); this.changed(); });
    }

    wanted() {
      const typed = Object.fromEntries([...new FormData(this.form)].map(([name, value]) => [name, value.trim()]));
      return Object.entries({ ...typed, ...this.extra }).filter(([, value]) => value);
    }

    set(values) {
      this.extra = {};
      for (const control of this.form.elements) if (control.name) control.value = values[control.name] || "";
      for (const name of ["cell", "cause"]) if (values[name]) this.extra[name] = values[name];
      this.apply();
    }

    changed() {
      this.apply();
      const query = new URLSearchParams(this.wanted()).toString();
      history.replaceState(null, "", "#" + this.section + (query ? "?" + query : ""));
    }

    apply() {
      const wanted = this.wanted();
      let count = 0;
      for (const node of this.nodes) {
        const fits = wanted.every(([name, value]) => this.tests[name](node, value));
        node.hidden = !fits;
        count += fits ? 1 : 0;
      }
      this.form.querySelector(".shown").textContent = count + " of " + this.nodes.length + " shown";
      this.tell();
    }

    tell() {
      const only = this.form.querySelector(".only");
      if (!only) return;
      for (const group of list.children) group.hidden = ![...group.querySelectorAll("details")].some((node) => !node.hidden);
      const { cell, cause } = this.extra;
      const told = cell ? "Cell of the TLS matrix: " + cell : cause && data.facts ? "Cause: " + data.facts.causes[cause] : "";
      only.hidden = !told;
      only.textContent = told;
      current = -1;
    }
  }

  const caseFilter = new Filter(document.getElementById("case-filter"), cases, CASE_TESTS, "cases");
  const demandFilter = new Filter(document.getElementById("requirement-filter"), demands, DEMAND_TESTS, "requirements");
  const FILTERS = { cases: caseFilter, requirements: demandFilter };

  // --- links ------------------------------------------------------------------------------------------------------

  async function follow() {
    const [name, query] = decodeURIComponent(location.hash.slice(1)).split("?");
    if (!name) return;
    if (query !== undefined && FILTERS[name]) {
      await data.ready().catch(() => null);
      FILTERS[name].set(Object.fromEntries(new URLSearchParams(location.hash.split("?")[1])));
    }
    const target = document.getElementById(name);
    if (!target) return;
    if (target.hidden) FILTERS[target.matches(".req") ? "requirements" : "cases"].set({});
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    if (target.matches("details.case")) {
      await fill(target);
      choose(cases.indexOf(target));
    }
    target.scrollIntoView();
  }

  function choose(place) {
    for (const node of list.querySelectorAll(".current")) node.classList.remove("current");
    current = place;
    if (place >= 0) cases[place].classList.add("current");
  }

  // --- keys -------------------------------------------------------------------------------------------------------

  function move(step) {
    let place = current;
    do place += step; while (cases[place] && cases[place].hidden);
    if (!cases[place]) return;
    choose(place);
    const summary = cases[place].firstElementChild;
    summary.focus({ preventScroll: true });
    summary.scrollIntoView({ block: "center" });
  }

  function leave() {
    if (document.activeElement && document.activeElement.matches("input, select")) document.activeElement.blur();
    else if (current >= 0) cases[current].open = false;
  }

  const KEYS = {
    "/": () => caseFilter.form.elements.q.focus(),
    j: () => move(1),
    k: () => move(-1),
    "?": () => help.showModal(),
    Escape: leave,
  };

  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input, select, textarea");
    if (event.ctrlKey || event.metaKey || event.altKey || help.open || (typing && event.key !== "Escape")) return;
    const act = KEYS[event.key];
    if (!act) return;
    if (event.key !== "Escape") event.preventDefault();
    act();
  });

  // --- the rest ---------------------------------------------------------------------------------------------------

  document.getElementById("help-button").addEventListener("click", () => help.showModal());
  document.getElementById("theme").addEventListener("click", () => {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    try { localStorage.setItem("m95-hil-theme", root.dataset.theme); } catch (error) { /* no storage: for this visit only */ }
  });
  document.addEventListener("click", (event) => {
    const sign = event.target.closest("a.copy");
    if (!sign) return;
    event.preventDefault();
    copyLink(sign.getAttribute("href").slice(1));
  });
  list.addEventListener("toggle", (event) => {
    if (!event.target.matches("details.case") || !event.target.open) return;
    choose(cases.indexOf(event.target));
    fill(event.target);
  }, true);
  document.getElementById("requirement-list").addEventListener("toggle", (event) => {
    if (event.target.matches("details.req") && event.target.open) fillDemand(event.target);
  }, true);

  // A page is printed with the first case of the first causes; its body must be there before the print begins.
  const byCause = new Map(cases.filter((node) => node.dataset.c).reverse().map((node) => [node.dataset.c, node]));
  const first = [...byCause].sort(([one], [other]) => one - other).slice(0, PRINTED).map(([, node]) => node);
  window.addEventListener("beforeprint", () => {
    for (const node of first) {
      const body = data.bodies.get(node.dataset.i);
      if (body && data.facts) { draw(node, body); node.open = true; }
    }
  });
  async function prepare() {
    if (typeof DecompressionStream === "undefined") return;
    await data.ready();
    for (const node of first) await data.body(node.dataset.i);
  }

  caseFilter.apply();
  demandFilter.apply();
  window.addEventListener("hashchange", follow);
  follow().then(() => setTimeout(prepare, 200));
})();
