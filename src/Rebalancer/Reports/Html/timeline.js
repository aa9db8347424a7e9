// What a run did over time: copies to each broker as lanes, the rate against what the throttle allows.
function durationText(seconds) {
  const s = Math.round(seconds), h = Math.floor(s / 3600), m = Math.floor(s % 3600 / 60);
  const parts = h > 0 ? [[h, "h"], [m, "m"]] : [[m, "m"], [s % 60, "s"]];
  return parts.filter(p => p[0] > 0).map(p => p[0] + p[1]).join(" ") || "0s";
}

// As throttles are said: powers of 1000.
function rateText(value) {
  const units = ["B/s", "kB/s", "MB/s", "GB/s"];
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) { value /= 1000; unit++; }
  return (unit === 0 ? Math.round(value) : Number(value.toFixed(1))) + " " + units[unit];
}

// A round distance between two marks of an axis of so many seconds.
function stepOf(seconds) {
  const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200];
  return steps.find(s => seconds / s <= 8) ?? Math.ceil(seconds / 8 / 86400) * 86400;
}

function timelineOptions(data, color) {
  const text = { color: color("--fg") };
  const base = { animation: false, textStyle: text, aria: { enabled: true }, tooltip: { renderMode: "richText", confine: true } };
  const title = words => ({ text: words, left: 0, textStyle: { ...text, fontSize: 13 } });
  const end = data.seconds[data.seconds.length - 1];
  return {
    lanes() {
      const cells = data.lanes.flatMap((lane, y) => lane[1].map((moves, x) => [x, y, moves])).filter(c => c[2] > 0);
      if (cells.length === 0) { return null; }
      return { height: Math.min(900, 120 + data.lanes.length * 22), option: { ...base,
        title: title("Replicas copied to each broker at once"),
        grid: { left: 10, right: 30, top: 30, bottom: 60, containLabel: true },
        tooltip: { ...base.tooltip, formatter: p => "broker " + data.lanes[p.value[1]][0] + ", after "
          + durationText(data.columns[p.value[0]]) + ": " + p.value[2] + (p.value[2] === 1 ? " replica" : " replicas") },
        xAxis: { type: "category", data: data.columns.map(durationText), axisLabel: text },
        yAxis: { type: "category", data: data.lanes.map(l => String(l[0])), axisLabel: text, inverse: true, name: "to broker",
          nameTextStyle: text, nameLocation: "end" },
        visualMap: { show: true, min: 0, max: cells.reduce((most, c) => Math.max(most, c[2]), 1), calculable: false, precision: 0,
          text: [String(cells.reduce((most, c) => Math.max(most, c[2]), 1)), "0"],
          orient: "horizontal", left: "center", bottom: 0, textStyle: text, inRange: { color: [color("--low"), color("--high")] } },
        series: [{ name: "replicas copied", type: "heatmap", data: cells }] } };
    },
    rates() {
      const areas = data.marks.filter(m => m[1] > m[0]), moments = data.marks.filter(m => m[1] <= m[0]);
      const line = (name, values, extra) => ({ name, type: "line", showSymbol: data.seconds.length < 30, ...extra,
        data: data.seconds.map((s, i) => [s, values[i] < 0 ? null : values[i]]) });
      return { height: 320, option: { ...base, color: [color("--after"), color("--warn")],
        title: title("Rate over all brokers"),
        legend: { textStyle: text, top: 24, left: 0 }, grid: { left: 10, right: 30, top: 65, bottom: 10, containLabel: true },
        tooltip: { ...base.tooltip, trigger: "axis", valueFormatter: v => v === null || v === undefined ? "none" : rateText(v) },
        xAxis: { type: "value", min: 0, max: end, interval: stepOf(end), axisLabel: { ...text, formatter: durationText },
          axisPointer: { label: { formatter: p => durationText(p.value) } } },
        yAxis: { type: "value", axisLabel: { ...text, formatter: rateText } },
        series: [line("copied", data.rates, { areaStyle: { opacity: .15 },
          markArea: { itemStyle: { color: color("--bad"), opacity: .12 }, label: { ...text, position: "insideTop", width: 160,
            overflow: "truncate" }, data: areas.map(m => [{ name: m[2], xAxis: m[0] }, { xAxis: m[1] }]) },
          markLine: { symbol: "none", lineStyle: { color: color("--soft") }, label: { ...text, formatter: p => p.name, width: 200,
            overflow: "truncate", position: "insideEndTop" }, data: moments.map(m => ({ name: m[2], xAxis: m[0] })) } }),
        line("allowed by the throttle", data.allowed, { step: "end", lineStyle: { type: "dashed" } })] } };
    },
  };
}

(async () => {
  document.querySelectorAll("table[data-sortable]").forEach(shortTable);
  copyButtons();
  const places = [...document.querySelectorAll("[data-timeline]")];
  if (places.length > 0) {
    const data = JSON.parse(await unpack("data"));
    document.head.append(make("script", { textContent: await unpack("echarts") }));
    const style = getComputedStyle(document.documentElement);
    const charts = new Map();
    const draw = () => places.forEach(place => {
      const built = timelineOptions(data, name => style.getPropertyValue(name).trim())[place.dataset.timeline]();
      if (!built) { return; }
      charts.get(place)?.dispose();
      place.className = "chart";
      place.style.height = built.height + "px";
      const chart = echarts.init(place, null, { renderer: "svg" });
      charts.set(place, chart);
      chart.setOption(built.option);
    });
    draw();
    let width = innerWidth;
    addEventListener("resize", () => { if (width !== innerWidth) { width = innerWidth; draw(); } });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
    paper(draw, draw);
  }
  document.documentElement.dataset.drawn = "";
})();
