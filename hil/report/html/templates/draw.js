"use strict";
// The data of the page, and what is drawn of a case.  All texts are set as text, never as markup.
function make(tag, name, ...content) {
  const node = document.createElement(tag);
  if (name) node.className = name;
  node.append(...content.filter((each) => each !== "" && each != null));
  return node;
}

async function unpack(text) {
  const bytes = Uint8Array.from(atob(text.trim()), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return JSON.parse(await new Response(stream).text());
}

const CANNOT = "This browser cannot unpack the cases of this page: it needs DecompressionStream (Chrome 103, Firefox 113, " +
  "Safari 16.4, or later). The same text: hil show RUN CASE, or results.jsonl in the same folder.";

const data = {
  facts: null,
  bodies: new Map(),
  chunkOf: new Map(),
  waiting: new Map(),

  async ready() {
    this.facts ??= await unpack(document.getElementById("facts").textContent);
    return this.facts;
  },

  async body(number) {
    await this.ready();
    if (!this.bodies.has(number)) await this.load(this.chunkOf.get(number));
    return this.bodies.get(number);
  },

  load(chunk) {
    if (!this.waiting.has(chunk)) {
      const numbers = chunk.dataset.cases.split(" ");
      this.waiting.set(chunk, unpack(chunk.textContent).then((found) => {
        found.forEach((body, place) => this.bodies.set(numbers[place], body));
      }));
    }
    return this.waiting.get(chunk);
  },
};
for (const chunk of document.querySelectorAll("script.chunk")) {
  for (const number of chunk.dataset.cases.split(" ")) data.chunkOf.set(number, chunk);
}

const span = (us) => (us >= 1e6 ? (us / 1e6).toFixed(2) + " s" : (us / 1e3).toFixed(1) + " ms");
const title = (text) => make("h4", "", text);

function link(id) {
  const node = make("a", "id", id);
  node.href = "#req-" + id;
  return node;
}

function links(ids) {
  return (ids || []).flatMap((id, place) => (place ? [" ", link(id)] : [link(id)]));
}

const FIRST = 6;

function drawPurpose(body, facts) {
  const known = (body.reqs || []).filter((id) => facts.requirements[id]);
  const parts = known.map((id) => drawDemand(id, facts));
  const rest = parts.splice(FIRST);
  if (rest.length) parts.push(make("details", "fold", make("summary", "", "and " + rest.length + " more requirements"), ...rest));
  return [title("Purpose"), ...parts];
}

function drawDemand(id, facts) {
  const [name, statement, clause, ground, kind] = facts.requirements[id];
  const head = make("b", "", link(id), " ", name);
  return make("div", "demand", head, make("div", "", statement), make("div", "soft", clause + " · " + kind + " · ground: " + ground));
}

function sides(expected, actual) {
  const came = make("div", "came", make("i", "", expected ? "came" : "what happened"), make("code", "", actual || "nothing"));
  if (!expected) return make("div", "", came);
  return make("div", "sides", make("div", "", make("i", "", "expected"), make("code", "", expected)), came);
}

function drawChecks(body) {
  const parts = [];
  const rows = [...(body.checks || []), ...(body.departures || [])];
  if (rows.length) parts.push(title(body.checks ? "Failed checks" : "Optional requirements not met"));
  for (const [ground, sentence, expected, actual, ids, where] of rows) {
    const meta = make("div", "soft", "ground: " + ground + " · ", ...links(ids), where ? " · " + where : "");
    parts.push(make("div", "check of-" + ground, make("div", "", sentence), sides(expected, actual), meta));
  }
  if (body.problem) parts.push(title("Problem"), make("div", "check", sides(body.problem[0], body.problem[1]), make("div", "soft", body.problem[2])));
  else if (!rows.length && body.reason) parts.push(title("Reason"), make("p", "", body.reason));
  for (const [name, key] of [["Disturbance", "disturbance"], ["Known deviation", "deviation"], ["Open question", "probe"]]) {
    if (body[key]) parts.push(title(name), make("p", "", body[key]));
  }
  return parts;
}

function table(name, heads, rows) {
  const head = make("tr", "", ...heads.map((text) => { const th = make("th", "", text); th.scope = "col"; return th; }));
  return make("table", name, make("thead", "", head), make("tbody", "", ...rows));
}

function drawSteps(body) {
  if (!body.steps) return [];
  const rows = body.steps.map(([at, role, subject, expected, actual, held, ids]) => make("tr", held ? "" : "not",
    make("td", "short", (at / 1e6).toFixed(3)), make("td", "short", role), make("td", "", subject, make("div", "soft", ...links(ids))),
    make("td", "", make("code", "", expected)), make("td", "", make("code", "", actual)), make("td", "short", held ? "✓" : "✗", make("span", "hidden", held ? " held" : " not held"))));
  const box = make("div", "scroll", table("steps", ["s", "role", "subject", "expected", "came", "held"], rows));
  reachable(box, "Steps");
  return [title("Steps (" + rows.length + ")"), box];
}

function reachable(box, name) {
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", name);
}

function drawObserved(body) {
  const parts = [];
  if (body.observed) parts.push(title("Observed"), make("dl", "", ...body.observed.flatMap(([name, value]) => [make("dt", "", name), make("dd", "", make("code", "", value))])));
  if (body.strict) {
    const rows = body.strict.map(([name, expected, actual, held]) => make("tr", "", make("td", "", name), make("td", "", expected), make("td", "", actual), make("td", "", held ? "held" : "not held")));
    parts.push(title("Stricter readings, not judged"), table("steps", ["reading", "expected", "came", ""], rows));
  }
  if (body.recoveries) parts.push(title("Recoveries"), make("ul", "plain", ...body.recoveries.map((text) => make("li", "", text))));
  return parts;
}

// --- what went over the lines --------------------------------------------------------------------------------------

function entries(columns) {
  let at = 0;
  return columns[0].map((step, place) => ({ at: (at += step), arrow: columns[1][place], text: columns[2][place] }));
}

const clock = (us) => (us / 1e6).toFixed(4);

function drawSequence(rows, body, facts) {
  const list = make("ol", "seq");
  const folds = new Map((body.folds || []).map(([first, last, words]) => [first, [last, words]]));
  for (let place = 0; place < rows.length; place++) {
    const row = rows[place];
    if (folds.has(place)) {
      const [last, words] = folds.get(place);
      list.append(make("li", "", make("span", "at", clock(row.at)), make("div", "lane", make("div", "folded", words))));
      place = last;
      continue;
    }
    const [start, end, layer, words] = facts.arrows[row.arrow];
    const side = Math.max(start, end) === 2 ? "right" : "left";
    const way = start === end ? "remark" : end > start ? "to" : "from";
    const message = make("div", "msg " + layer + " " + side + " " + way, make("span", "hidden", words + ": "), row.text);
    list.append(flagged(make("li", "", make("span", "at", clock(row.at)), make("div", "lane", message)), place, body));
  }
  const lanes = make("div", "lanes", make("span"), make("div", "", ...facts.lanes.map((name) => make("span", "", name))));
  return [lanes, list];
}

function drawTranscript(rows, body, facts) {
  return make("ol", "lines", ...rows.map((row, place) => {
    const [start, end, layer] = facts.arrows[row.arrow];
    const sign = start === end ? "·" : end === 1 ? "→" : "←";
    return flagged(make("li", "", make("span", "at", clock(row.at)), make("span", layer, layer), make("span", layer, sign), make("span", "", row.text)), place, body);
  }));
}

function flagged(item, place, body) {
  if (!body.marked || place < body.marked[0] || place >= body.marked[1]) return item;
  item.classList.add("mark");
  if (place === body.marked[0]) {
    item.classList.add("first");
    item.prepend(make("span", "chip", "decisive exchange"));
  }
  return item;
}

function drawLines(body, facts, columns, name) {
  const rows = entries(columns);
  const box = make("div", "scroll", ...drawSequence(rows, body, facts));
  reachable(box, name);
  const choices = ["Sequence", "Transcript"].map((text) => {
    const button = make("button", "", text);
    button.type = "button";
    button.setAttribute("aria-pressed", String(text === "Sequence"));
    return button;
  });
  choices.forEach((button, place) => button.addEventListener("click", () => {
    box.replaceChildren(...(place ? [drawTranscript(rows, body, facts)] : drawSequence(rows, body, facts)));
    choices.forEach((each) => each.setAttribute("aria-pressed", String(each === button)));
    showMark(box);
  }));
  const skipped = body.skipped ? make("span", "soft", body.skipped + " entries before the first command are in results.jsonl") : "";
  return [title(name), make("div", "choice", ...choices, make("span", "soft", rows.length + " entries, seconds since the case began"), skipped), box];
}

function showMark(box) {
  const mark = box.querySelector(".first");
  if (mark) box.scrollTop = Math.max(0, mark.offsetTop - 90);
}

function drawEvidence(body) {
  const parts = [];
  for (const [path, listener, fired, connections] of body.sessions || []) {
    const rows = connections.map(([kind, how, handshake, lasted, received, sent, ending]) => make("tr", "", make("td", "", kind), make("td", "", how),
      make("td", "", handshake ? span(handshake) : "—"), make("td", "", lasted ? span(lasted) : "—"), make("td", "", received + " / " + sent), make("td", "", ending)));
    parts.push(make("p", "", file(path), " " + listener + (fired.length ? " · faults of the server that came about: " + fired.join(", ") : "")));
    const box = make("div", "wide-box", table("conns", ["connection", "TLS", "handshake", "lasted", "bytes in / out", "ending"], rows));
    reachable(box, "Connections of " + path);
    parts.push(box);
  }
  const shown = new Set((body.sessions || []).map((session) => session[0]));
  const files = (body.files || []).filter((path) => !shown.has(path));
  if (files.length) parts.push(make("ul", "plain", ...files.map((path) => make("li", "", file(path)))));
  const capture = files.find((path) => path.endsWith(".pcapng"));
  if (capture) {
    const command = make("code", "", "tshark -r " + document.body.dataset.evidence + capture + " -o tcp.try_heuristic_first:TRUE -q -z follow,tls,ascii,0");
    parts.push(make("p", "soft", "Wireshark opens and decrypts a capture without other files. On a terminal: ", command));
  }
  return parts.length ? [title("Evidence"), ...parts] : [];
}

function file(path) {
  const node = make("a", "mono", path);
  node.href = (document.body.dataset.evidence + path).split("/").map(encodeURIComponent).join("/");
  return node;
}

function drawCase(body, facts, copy) {
  const head = make("div", "head", copy, make("code", "", body.id + (body.line ? " (line " + body.line + ")" : "")),
    make("span", "", body.started), make("span", "", span(body.took * 1e6)), body.module ? make("span", "", "on " + body.module) : "",
    body.phase ? make("span", "", "in " + body.phase) : "", body.run ? make("span", "", "run " + body.run) : "", body.cause ? make("span", "", body.cause) : "");
  const left = make("div", "", ...drawChecks(body), ...drawPurpose(body, facts), ...drawSteps(body), ...drawObserved(body));
  const right = make("div", "", ...(body.lines ? drawLines(body, facts, body.lines, "What happened") : [title("What happened"), make("p", "soft", "The case has no transcript.")]));
  (body.attempts || []).forEach(([words, reason, module, lines], place) => {
    right.append(title("Attempt " + (place + 1) + (module ? " on " + module : "")), make("p", "", words + (reason ? ": " + reason : "")));
    if (lines) right.append(...drawLines({}, facts, lines, "Transcript of attempt " + (place + 1)));
  });
  right.append(...drawEvidence(body));
  return [head, make("div", "grid", left, right)];
}
