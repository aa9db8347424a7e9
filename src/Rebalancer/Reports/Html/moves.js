"use strict";
// The table of changes: sorted, searched, filtered and downloaded as columns; only the rows in sight are elements.
const rowHeight = 30;
const printedRows = 100;

function make(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

// A control with its label before it; the label is not around it, so that its text is the name alone.
let fields = 0;
function field(label, control) {
  control.id = "field-" + ++fields;
  return make("div", { className: "field" }, make("label", { htmlFor: control.id, textContent: label }), control);
}

function bytesText(value) {
  if (value < 0) { return "not known"; }
  const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) { value /= 1024; unit++; }
  return (unit === 0 ? value : value.toFixed(1)) + " " + units[unit];
}

// What differs on paper: told when printing begins and when it ends.
const onPaper = matchMedia("print");
function paper(begin, end) {
  onPaper.addEventListener("change", () => (onPaper.matches ? begin : end)());
}

function movesTable(data) {
  const table = document.getElementById("moves-table");
  if (!table) { return; }
  const count = data.topic.length;
  const lists = text => text === "" ? [] : text.split(" ");
  const domainsOf = new Map(data.brokers.map(b => [String(b[0]), b[1].map((name, d) => data.dimensions[d] + " " + name)]));
  const rows = Array.from({ length: count }, (_, i) => {
    const before = lists(data.before[i]), after = lists(data.after[i]);
    return { topic: data.topicNames[data.topic[i]], partition: data.partition[i], before, after,
      from: before.filter(b => !after.includes(b)), to: after.filter(b => !before.includes(b)),
      bytes: data.bytes[i], reason: data.reasons[data.reason[i]] };
  });
  const columns = [
    ["topic", r => r.topic], ["partition", r => r.partition], ["from", r => r.from.join(", ")], ["to", r => r.to.join(", ")],
    ["before", r => r.before.join(", ")], ["after", r => r.after.join(", ")], ["bytes", r => r.bytes], ["reason", r => r.reason[1]]];
  rows.forEach(r => { r.text = columns.map(c => c[1](r)).join("\n").toLowerCase(); });
  const compare = new Intl.Collator("en", { numeric: true }).compare;
  const distinct = pick => [...new Set(rows.flatMap(pick))].sort(compare);
  const domains = r => [...r.from, ...r.to].flatMap(b => domainsOf.get(b) ?? []);
  const filters = [["Topic", r => [r.topic]], ["From broker", r => r.from], ["To broker", r => r.to], ["Domain", domains],
    ["Reason", r => [r.reason[1]]]].map(([label, pick]) => {
    const select = make("select", {}, make("option", { value: "", textContent: "all" }),
      ...distinct(pick).map(v => make("option", { value: v, textContent: v })));
    return { pick, select, label: field(label, select) };
  });
  const search = make("input", { type: "search" });
  const csv = make("button", { type: "button", textContent: "CSV of these rows" });
  const view = table.parentElement;
  view.id = "moves-view";
  view.before(make("div", { className: "tools" }, field("Search", search), ...filters.map(f => f.label), csv));
  const above = make("div"), below = make("div"), body = table.tBodies[0];
  view.prepend(above);
  view.append(below);
  const heads = [...table.tHead.rows[0].cells];
  let shown = rows, sorted = -1, descending = false, first = -1;

  function element(r, index) {
    const tr = make("tr", {}, ...columns.map((c, k) => make(k === 0 ? "th" : "td", {
      className: c[0] === "partition" || c[0] === "bytes" ? "n" : "", textContent: c[0] === "bytes" ? bytesText(r.bytes) : c[1](r) })));
    tr.cells[0].scope = "row";
    tr.setAttribute("aria-rowindex", index + 1);
    return tr;
  }

  function draw(force) {
    if (onPaper.matches) { return; }
    const top = Math.max(0, Math.min(Math.floor(view.scrollTop / rowHeight) - 10, shown.length - 1));
    if (!force && top === first) { return; }
    first = top;
    const part = shown.slice(top, top + Math.ceil(view.clientHeight / rowHeight) + 30);
    above.style.height = top * rowHeight + "px";
    below.style.height = (shown.length - top - part.length) * rowHeight + "px";
    body.replaceChildren(...part.map((r, i) => element(r, top + i)));
  }

  function select() {
    const words = search.value.toLowerCase().trim();
    const wanted = filters.filter(f => f.select.value !== "");
    shown = rows.filter(r => r.text.includes(words) && wanted.every(f => f.pick(r).includes(f.select.value)));
    if (sorted >= 0) {
      const value = columns[sorted][1], sign = descending ? -1 : 1;
      shown.sort((a, b) => { const x = value(a), y = value(b); return sign * (typeof x === "number" ? x - y : compare(x, y)); });
    }
    table.setAttribute("aria-rowcount", shown.length);
    document.querySelector("#moves .count").textContent = shown.length === count
      ? count.toLocaleString("en") + " changes."
      : shown.length.toLocaleString("en") + " of " + count.toLocaleString("en") + " changes match.";
    view.scrollTop = 0;
    draw(true);
  }

  heads.forEach((head, k) => {
    head.setAttribute("aria-sort", "none");
    const button = make("button", { type: "button", textContent: head.textContent });
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      descending = sorted === k && !descending;
      sorted = k;
      heads.forEach((h, j) => h.setAttribute("aria-sort", j !== k ? "none" : descending ? "descending" : "ascending"));
      select();
    });
  });
  const cell = value => /[",\r\n]/.test(value) ? '"' + value.replaceAll('"', '""') + '"' : value;
  csv.addEventListener("click", () => {
    const lines = [columns.map(c => c[0]), ...shown.map(r => columns.map(c => c[0] === "bytes" && r.bytes < 0 ? "" : String(c[1](r))))];
    const url = URL.createObjectURL(new Blob([lines.map(l => l.map(cell).join(",") + "\n").join("")], { type: "text/csv" }));
    make("a", { href: url, download: "moves.csv" }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  });
  const print = make("p", { className: "print" });
  view.after(print);
  paper(() => {
    const first = shown.slice(0, printedRows);
    print.textContent = shown.length <= printedRows ? ""
      : (shown.length - first.length).toLocaleString("en") + " more; the CSV of this page holds them all.";
    above.style.height = below.style.height = "0";
    body.replaceChildren(...first.map(element));
  }, () => draw(true));
  search.addEventListener("input", select);
  filters.forEach(f => f.select.addEventListener("change", select));
  view.addEventListener("scroll", () => draw(false), { passive: true });
  select();
}
