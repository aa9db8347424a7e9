// Unpacks the data and the chart library, then draws. Without scripts the page's own tables stand for themselves.
async function unpack(id) {
  const bytes = Uint8Array.from(atob(document.getElementById(id).textContent), c => c.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}

function chooser({ label, values, first }, change) {
  const select = make("select", {}, ...values.map(name => make("option", { value: name, textContent: name })));
  select.value = first;
  select.addEventListener("change", () => change(select.value));
  return field(label, select);
}

// One picture: its choices above it, drawn anew when one of them, the width, the colours or the medium change.
function picture(data, place) {
  const chart = { ...clusterCharts, ...flowCharts }[place.dataset.chart];
  const choices = chart.choices(data), chosen = choices.map(c => c.first);
  let drawn = null;
  const draw = () => {
    const style = getComputedStyle(document.documentElement);
    place.className = "chart";
    const { height, option } = chart.draw(data, chartStyle(data, name => style.getPropertyValue(name).trim()), chosen, place.clientWidth);
    place.style.height = height + "px";
    drawn?.dispose();
    drawn = echarts.init(place, null, { renderer: "svg" });
    drawn.setOption(option);
  };
  const offered = choices.map((c, i) => [c, i]).filter(([c]) => c.values.length > 1);
  if (offered.length > 0) {
    place.before(make("div", { className: "tools" }, ...offered.map(([c, i]) => chooser(c, value => { chosen[i] = value; draw(); }))));
  }
  if (place.dataset.chart === "time") { readingLine(data, place, draw); } else { draw(); }
  return draw;
}

function pictures(data) {
  const drawn = [...document.querySelectorAll("[data-chart]")].map(place => picture(data, place));
  const redraw = () => drawn.forEach(draw => draw());
  let width = innerWidth;
  addEventListener("resize", () => { if (width !== innerWidth) { width = innerWidth; redraw(); } });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  paper(redraw, redraw);
}

function copyButtons() {
  if (!navigator.clipboard) { return; }
  for (const line of document.querySelectorAll(".command pre")) {
    const button = make("button", { type: "button", className: "copy", textContent: "Copy" });
    button.setAttribute("aria-label", "Copy: " + line.textContent);
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(line.textContent);
      button.textContent = "Copied";
    });
    line.parentElement.append(button);
  }
}
