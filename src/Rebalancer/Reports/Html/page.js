// Unpacks the data and the chart library, then draws. Without scripts the page's own tables stand for themselves.
async function unpack(id) {
  const bytes = Uint8Array.from(atob(document.getElementById(id).textContent), c => c.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}

function chooser(label, names, change) {
  const select = make("select", {}, ...names.map((name, i) => make("option", { value: i, textContent: name })));
  select.addEventListener("change", () => change(Number(select.value)));
  return field(label, select);
}

function pictures(data) {
  const drawn = [];
  const redraw = print => drawn.forEach(d => d(print));
  for (const place of document.querySelectorAll("[data-chart]")) {
    const kind = place.dataset.chart;
    const keys = kind === "grid" ? ["brokers", "replicas", "leaders", "bytes"] : ["replicas", "leaders", "bytes"];
    const pairs = data.dimensions.length < 2 ? [[0]]
      : data.dimensions.flatMap((_, y) => data.dimensions.map((_, x) => [x, y])).filter(([x, y]) => x > y);
    let key = kind === "grid" ? keys[1] : keys[0], pair = pairs[0], chart = null;
    const draw = () => {
      const style = getComputedStyle(document.documentElement);
      const built = chartOptions(data, name => style.getPropertyValue(name).trim())[kind](key, pair);
      if (!built) { return; }
      chart?.dispose();
      place.className = "chart";
      place.style.height = built.height + "px";
      chart = echarts.init(place, null, { renderer: "svg" });
      chart.setOption(built.option);
    };
    if (kind === "grid" || kind === "brokers") {
      const tools = make("div", { className: "tools" }, chooser("Show", keys, i => { key = keys[i]; draw(); }));
      tools.querySelector("select").value = keys.indexOf(key);
      if (kind === "grid" && pairs.length > 1) {
        tools.append(chooser("Dimensions", pairs.map(p => p.map(d => data.dimensions[d]).join(" × ")), i => { pair = pairs[i]; draw(); }));
      }
      place.before(tools);
    }
    drawn.push(draw);
  }
  redraw();
  let width = innerWidth;
  addEventListener("resize", () => { if (width !== innerWidth) { width = innerWidth; redraw(); } });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  paper(redraw, redraw);
}

function sortable(table) {
  const heads = [...table.tHead.rows[0].cells], body = table.tBodies[0];
  const compare = new Intl.Collator("en", { numeric: true }).compare;
  const units = ["B", "KIB", "MIB", "GIB", "TIB", "PIB"];
  const value = text => {
    const match = /(-?[\d,.]+)\s*([KMGTP]i?B|B|%)?$/i.exec(text);
    if (!match || /[a-z]/i.test(text.replace(/([KMGTP]i?)?B/g, ""))) { return null; }
    const unit = (match[2] ?? "").toUpperCase().replace(/^([KMGTP])B$/, "$1IB");
    return Number(match[1].replaceAll(",", "")) * 1024 ** Math.max(0, units.indexOf(unit));
  };
  heads.forEach((head, k) => {
    const button = make("button", { type: "button", textContent: head.textContent });
    head.setAttribute("aria-sort", "none");
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const descending = head.getAttribute("aria-sort") === "ascending";
      heads.forEach(h => h.setAttribute("aria-sort", h !== head ? "none" : descending ? "descending" : "ascending"));
      const keyed = [...body.rows].map(row => ({ row, text: row.cells[k].textContent, number: value(row.cells[k].textContent) }));
      keyed.sort((a, b) => (descending ? -1 : 1)
        * (a.number !== null && b.number !== null ? a.number - b.number : compare(a.text, b.text)));
      body.append(...keyed.map(x => x.row));
    });
  });
}

(async () => {
  const data = JSON.parse(await unpack("data"));
  document.querySelectorAll("table[data-sortable]").forEach(sortable);
  movesTable(data);
  document.head.append(make("script", { textContent: await unpack("echarts") }));
  pictures(data);
  document.documentElement.dataset.drawn = "";
})();
