"use strict";
// Tables of any length: sorted, searched, filtered and downloaded as columns; only the rows in sight are elements.
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

const countText = value => value.toLocaleString("en");
const compareTexts = new Intl.Collator("en", { numeric: true }).compare;

function compareLists(a, b) {
  for (let i = 0; i < a.length && i < b.length; i++) {
    if (a[i] !== b[i]) { return a[i] - b[i]; }
  }
  return a.length - b.length;
}

// What differs on paper: told when printing begins and when it ends.
const onPaper = matchMedia("print");
function paper(begin, end) {
  onPaper.addEventListener("change", () => (onPaper.matches ? begin : end)());
}

// How the values of a kind of column are shown, compared and written to a file.
const kinds = {
  text: { show: v => v, file: v => v },
  range: { show: v => v, number: true },
  id: { show: String, file: String, compare: (a, b) => a - b, number: true },
  count: { show: countText, file: String, compare: (a, b) => a - b, number: true },
  bytes: { show: bytesText, file: v => v < 0 ? "" : String(v), compare: (a, b) => a - b, number: true },
  list: { show: v => v.join(", "), file: v => v.join(", "), compare: compareLists },
  pair: { show: v => v[0] === v[1] ? countText(v[0]) : countText(v[0]) + " → " + countText(v[1]), compare: compareLists, number: true },
};

// Turns heads into buttons that sort; tells the column and the direction.
function sortHeads(heads, sort) {
  let sorted = -1, descending = false;
  heads.forEach((head, k) => {
    head.setAttribute("aria-sort", "none");
    const button = make("button", { type: "button", textContent: head.textContent });
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      descending = sorted === k && !descending;
      sorted = k;
      heads.forEach((h, j) => h.setAttribute("aria-sort", j !== k ? "none" : descending ? "descending" : "ascending"));
      sort(k, descending);
    });
  });
}

// The order of all rows by a column. Texts are compared once for each different text, not for each pair of rows.
function orderBy(column, count) {
  const values = Array.from({ length: count }, (_, i) => column.of(i));
  let compare = kinds[column.kind].compare;
  let keys = values;
  if (!compare) {
    const ranks = new Map([...new Set(values)].sort(compareTexts).map((text, rank) => [text, rank]));
    keys = values.map(text => ranks.get(text));
    compare = (a, b) => a - b;
  }
  return (i, j) => compare(keys[i], keys[j]) || i - j;
}

// columns: { name, kind, of(i) }. filters: { label, values, test(i, value) }. text(i): what a search looks at, in lower case.
function longTable({ table, count, columns, filters = [], text, noun, file }) {
  const search = make("input", { type: "search", spellcheck: false });
  const selects = filters.map(f => make("select", {}, make("option", { value: "", textContent: "all" }),
    ...f.values.map(v => make("option", { value: v, textContent: v }))));
  const tools = make("div", { className: "tools search" }, field("Search", search), ...filters.map((f, k) => field(f.label, selects[k])));
  const view = table.parentElement, body = table.tBodies[0];
  const said = view.parentElement.querySelector(".count");
  const above = make("div"), below = make("div"), print = make("p", { className: "print" });
  view.id = table.id.replace("table", "view");
  view.classList.add("long");
  view.before(tools);
  view.prepend(above);
  view.append(below);
  view.after(print);
  const texts = new Array(count);
  const all = Array.from({ length: count }, (_, i) => i);
  let shown = all, order = null, sign = 1, first = -1;

  function element(i, place) {
    const tr = make("tr", {}, ...columns.map((c, k) => {
      const content = kinds[c.kind].show(c.of(i));
      return make(k === 0 ? "th" : "td", { className: kinds[c.kind].number ? "n" : "", textContent: content, title: content });
    }));
    tr.cells[0].scope = "row";
    tr.setAttribute("aria-rowindex", place + 1);
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
    body.replaceChildren(...part.map((i, k) => element(i, top + k)));
  }

  function select() {
    const words = search.value.toLowerCase().trim();
    const wanted = filters.map((f, k) => [f, selects[k].value]).filter(([, value]) => value !== "");
    const fits = i => wanted.every(([f, value]) => f.test(i, value)) && (words === "" || (texts[i] ??= text(i)).includes(words));
    shown = words === "" && wanted.length === 0 ? all.slice() : all.filter(fits);
    if (order) { shown.sort((i, j) => sign * order(i, j)); }
    table.setAttribute("aria-rowcount", shown.length);
    said.textContent = shown.length === count ? countText(count) + " " + noun + (count === 1 ? "." : "s.")
      : countText(shown.length) + " of " + countText(count) + " " + noun + "s match.";
    view.scrollTop = 0;
    draw(true);
  }

  sortHeads([...table.tHead.rows[0].cells], (k, descending) => {
    order = orderBy(columns[k], count);
    sign = descending ? -1 : 1;
    select();
  });
  if (file) {
    const csv = make("button", { type: "button", textContent: "Download as CSV" });
    csv.addEventListener("click", () => download(file, columns, shown));
    tools.append(csv);
  }
  paper(() => {
    const printed = shown.slice(0, printedRows);
    print.textContent = shown.length <= printedRows ? ""
      : countText(shown.length - printed.length) + " more " + noun + "s are not printed; the page on a screen "
        + (file ? "and its CSV file hold them all." : "holds them all.");
    above.style.height = below.style.height = "0";
    body.replaceChildren(...printed.map(element));
  }, () => draw(true));
  search.addEventListener("input", select);
  selects.forEach(s => s.addEventListener("change", select));
  view.addEventListener("scroll", () => draw(false), { passive: true });
  select();
}

function download(name, columns, rows) {
  const cell = value => /[",\r\n]/.test(value) ? '"' + value.replaceAll('"', '""') + '"' : value;
  const lines = [columns.map(c => c.name), ...rows.map(i => columns.map(c => kinds[c.kind].file(c.of(i))))];
  const url = URL.createObjectURL(new Blob([lines.map(l => l.map(cell).join(",") + "\n").join("")], { type: "text/csv" }));
  make("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

// A short table sorts its own rows: by the numbers in a cell where each cell has some and nothing else, by its text else.
function shortTable(table) {
  const body = table.tBodies[0];
  const units = ["B", "KIB", "MIB", "GIB", "TIB", "PIB"];
  const numbers = text => {
    const parts = text.split(" → ").map(p => /^(-?[\d,.]+)\s*([KMGTP]iB|B|%)?$/i.exec(p));
    return parts.every(p => p)
      ? parts.map(p => Number(p[1].replaceAll(",", "")) * 1024 ** Math.max(0, units.indexOf((p[2] ?? "").toUpperCase()))) : null;
  };
  sortHeads([...table.tHead.rows[0].cells], (k, descending) => {
    const keyed = [...body.rows].map(row => ({ row, text: row.cells[k].textContent, numbers: numbers(row.cells[k].textContent) }));
    keyed.sort((a, b) => (descending ? -1 : 1)
      * (a.numbers && b.numbers ? compareLists(a.numbers, b.numbers) : compareTexts(a.text, b.text)));
    body.append(...keyed.map(x => x.row));
  });
}
