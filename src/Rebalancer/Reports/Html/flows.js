// Who copies to whom, and how long it takes.
const flowCharts = {
  sankey: {
    choices: data => [
      { label: "From and to", values: data.dimensions.flatMap(a => data.dimensions.map(b => a + " to " + b)),
        first: data.dimensions[0] + " to " + data.dimensions[0] },
      sizeChoice(data)],
    draw(data, s, [pair, key], width) {
      const [a, b] = this.choices(data)[0].values.map((_, i) => [Math.floor(i / data.dimensions.length), i % data.dimensions.length])
        [this.choices(data)[0].values.indexOf(pair)];
      const domains = new Map(data.brokers.map(row => [row[0], row[1]]));
      const from = f => "from " + data.dimensions[a] + " " + (domains.get(f[0])?.[a] ?? "?");
      const to = f => "to " + data.dimensions[b] + " " + (domains.get(f[1])?.[b] ?? "?");
      const sums = new Map();
      data.brokerFlow.forEach(f => {
        const link = JSON.stringify([from(f), to(f)]);
        sums.set(link, (sums.get(link) ?? 0) + f[key === "bytes" ? 3 : 2]);
      });
      const links = [...sums].map(([link, value]) => ({ source: JSON.parse(link)[0], target: JSON.parse(link)[1], value }))
        .filter(l => l.value > 0);
      const sides = ["source", "target"].map(side => [...new Set(links.map(l => l[side]))].sort(compareTexts));
      const palette = ["--after", "--warn", "--good", "--plum", "--teal", "--bad", "--before"].map(s.color);
      const nodes = sides.flatMap((names, side) => names.map((name, i) => ({ name, depth: side,
        itemStyle: { color: side === 0 ? palette[i % palette.length] : s.color("--before"), borderWidth: 0 },
        label: { position: side === 0 ? "right" : "left" } })));
      return { height: Math.max(220, 60 + 44 * Math.max(...sides.map(n => n.length))), option: { ...s.base, legend: undefined,
        tooltip: { ...s.base.tooltip, valueFormatter: s.format(key) },
        series: [{ type: "sankey", left: 0, right: 0, top: 8, bottom: 8, nodeWidth: 12, nodeGap: 10, draggable: false, layoutIterations: 0,
          label: { ...s.text, textBorderWidth: 0 }, data: nodes, links, lineStyle: { color: "source", opacity: .3, curveness: .5 } }] } };
    },
  },
  matrix: {
    choices: data => [sizeChoice(data)],
    draw(data, s, [key], width) {
      const at = key === "bytes" ? 3 : 2, format = s.format(key);
      const sorted = side => [...new Set(data.brokerFlow.map(f => f[side]))].sort((a, b) => a - b);
      const from = sorted(0), to = sorted(1), name = b => b < 0 ? "no leader" : String(b);
      const column = new Map(to.map((b, i) => [b, i])), row = new Map(from.map((b, i) => [b, i]));
      const space = (width - 70) / to.length, top = s.most(data.brokerFlow.map(f => f[at]));
      const high = Math.max(9, Math.min(28, 700 / from.length));
      return { height: 110 + from.length * high, option: { ...s.base, legend: undefined,
        grid: { left: 64, right: 8, top: 40, bottom: 62 },
        xAxis: s.named("to broker", 24, { type: "category", position: "top", data: to.map(name), axisLine: { show: false } }),
        yAxis: s.named("from broker", 48, { type: "category", data: from.map(name), inverse: true, axisLine: { show: false },
          axisLabel: { ...s.soft, interval: Math.ceil(15 / high) - 1 } }),
        visualMap: s.heat(data.brokerFlow.map(f => f[at]), format),
        tooltip: { ...s.base.tooltip, formatter: p => {
          const f = data.brokerFlow[p.dataIndex];
          return name(f[0]) + " to " + name(f[1]) + ": " + countText(f[2]) + (f[2] === 1 ? " replica, " : " replicas, ") + bytesText(f[3]);
        } },
        series: [{ name: key + " copied", type: "heatmap", itemStyle: space > 12 ? s.cell : {},
          label: { show: space > (at === 3 ? 66 : 30) && from.length < 40, fontSize: 11, formatter: p => format(p.value[2]) },
          data: data.brokerFlow.map(f => s.heatCell([column.get(f[1]), row.get(f[0]), f[at]], top)) }] } };
    },
  },
  time: {
    choices: () => [],
    draw(data, s, _, width) {
      const times = [...data.times.keys()].sort((a, b) => data.times[a][0] - data.times[b][0]);
      const rates = times.map(i => data.times[i][0]), lines = timeLines(data).slice(0, 4);
      const low = rates[0], high = rates.at(-1);
      const steps = Array.from({ length: 81 }, (_, i) => low * (high / low) ** (i / 80));
      const longest = lines[0][1].reduce((a, b) => Math.max(a, b), 0);
      const [unit, length] = longest < 7200 ? ["minutes", 60] : ["hours", 3600];
      return { height: 320, option: { ...s.base, color: ["--after", "--warn", "--good", "--plum"].map(s.color),
        grid: { ...s.base.grid, top: width < 640 ? 76 : 52, bottom: 28 },
        tooltip: { ...s.base.tooltip, trigger: "axis", valueFormatter: v => hoursText(v * length),
          axisPointer: { type: "line", lineStyle: { color: s.color("--soft") }, label: { formatter: p => rateText(p.value * 1e6) } } },
        xAxis: s.named("MB/s of each broker", 28, { type: "value", min: 0, max: Math.ceil(high / 1e6) }),
        yAxis: { ...s.axis, type: "value", name: unit, nameLocation: "end", nameTextStyle: { ...s.soft, align: "left" } },
        series: lines.map(([name, seconds], k) => ({ name, type: "line", symbol: "none", z: 5 - k, lineStyle: { width: k === 0 ? 3 : 1.5 },
          data: steps.map(rate => [rate / 1e6, between(data, seconds, rate) / length]),
          ...(k === 0 && data.reading ? { markLine: { symbol: "none", silent: true, data: [{ xAxis: data.reading / 1e6 }],
            lineStyle: { color: s.color("--fg"), type: "solid" }, label: { ...s.text, formatter: rateText(data.reading) } } } : {}) })) } };
    },
  },
};

function sizeChoice(data) {
  const known = data.brokerFlow.some(f => f[3] > 0);
  return { label: "Show", values: known ? ["bytes", "replicas"] : ["replicas"], first: known ? "bytes" : "replicas" };
}

const rateText = rate => (rate / 1e6).toLocaleString("en", { maximumFractionDigits: 1 }) + " MB/s";

function hoursText(seconds) {
  const minutes = Math.round(seconds / 60);
  return seconds < 60 ? "less than a minute" : seconds < 600 ? Math.floor(seconds / 60) + " min " + Math.round(seconds % 60) + " s"
    : minutes < 60 ? minutes + " min" : Math.floor(minutes / 60) + " h " + minutes % 60 + " min";
}

// The whole plan and the busiest brokers: a name and the seconds at each rate that was estimated.
function timeLines(data) {
  return [["whole plan", data.times.map(t => t[1])], ...data.busiest.map(b => ["broker " + b[0], b[1]])];
}

// The seconds at a rate between two that were estimated: what is copied, time by rate, is taken to lie on a line between them.
function between(data, seconds, rate) {
  const points = data.times.map((t, i) => [t[0], seconds[i]]).sort((a, b) => a[0] - b[0]);
  const found = points.findIndex(p => p[0] >= rate), k = found < 0 ? points.length - 1 : found;
  const lower = points[Math.max(0, k - 1)], upper = points[k];
  const share = upper[0] === lower[0] ? 0 : (rate - lower[0]) / (upper[0] - lower[0]);
  return (lower[0] * lower[1] * (1 - share) + upper[0] * upper[1] * share) / rate;
}

// A slider that reads the curves at any rate.
function readingLine(data, place, redraw) {
  const rates = data.times.map(t => t[0] / 1e6), given = data.times.find(t => t[2]) ?? data.times.find(t => t[0] === 1e8) ?? data.times[0];
  const slider = make("input", { type: "range", min: Math.ceil(Math.min(...rates)), max: Math.floor(Math.max(...rates)), step: 1 });
  slider.value = Math.round(given[0] / 1e6);
  const words = make("output", { className: "reading" });
  const read = () => {
    data.reading = Number(slider.value) * 1e6;
    const [whole, ...brokers] = timeLines(data).map(([name, seconds]) => [name, between(data, seconds, data.reading)]);
    words.textContent = "At " + rateText(data.reading) + " for each broker the whole plan takes about " + hoursText(whole[1])
      + (brokers.length > 0 ? "; " + brokers[0][0] + " is busiest, with " + hoursText(brokers[0][1]) + "." : ".");
    slider.setAttribute("aria-valuetext", words.textContent);
    redraw();
  };
  slider.addEventListener("input", read);
  place.before(make("div", { className: "tools" }, field("Rate of each broker", slider), words));
  read();
}
