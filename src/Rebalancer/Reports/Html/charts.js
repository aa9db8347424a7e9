// What each picture shows, as options of ECharts. Every name is text: tooltips are rich text, never HTML.
const measures = [["replicas", 3], ["leaders", 5], ["bytes", 7]];

function chartOptions(data, color) {
  const side = data.plan ? ["before", "after"] : ["now"];
  const text = { color: color("--fg") };
  const base = { animation: false, textStyle: text, color: [color("--before"), color("--after")], aria: { enabled: true },
    tooltip: { renderMode: "richText", confine: true }, legend: { textStyle: text, top: 0 },
    grid: { left: 10, right: 20, top: 35, bottom: 10, containLabel: true } };
  const most = values => values.reduce((a, b) => Math.max(a, b), 1);
  const heat = (values, extra) => ({ show: true, min: 0, max: most(values), calculable: false, orient: "horizontal",
    left: "center", bottom: 0, textStyle: text, inRange: { color: [color("--low"), color("--high")] }, ...extra });
  const number = key => key === "bytes" ? bytesText : v => v.toLocaleString("en");
  const bars = (names, series, format) => ({ ...base, xAxis: { type: "category", data: names, axisLabel: text },
    yAxis: { type: "value", axisLabel: { ...text, formatter: format } }, series });

  return {
    risk() {
      const worst = data.losses.map(l => [l[0] + " " + l[1], l[2] + l[3], l[4] + l[5]])
        .sort((a, b) => b[1] - a[1] || b[2] - a[2]).slice(0, 25).reverse();
      return { height: 80 + worst.length * 26, option: { ...base, xAxis: { type: "value", axisLabel: text },
        yAxis: { type: "category", data: worst.map(w => w[0]), axisLabel: text },
        series: side.map((name, i) => ({ name, type: "bar", data: worst.map(w => w[i + 1]) })) } };
    },
    grid(key, pair) {
      const at = key === "brokers" ? -1 : measures.find(m => m[0] === key)[1] - 1;
      const value = (cell, i) => at < 0 ? cell[1] : cell[at + i];
      const [x, y] = pair;
      const sum = i => { const sums = new Map();
        data.cells.forEach(c => {
          const k = JSON.stringify([c[0][x], y === undefined ? "" : c[0][y]]);
          sums.set(k, (sums.get(k) ?? 0) + value(c, i));
        });
        return sums; };
      const sums = side.map((_, i) => sum(i));
      if (y === undefined) {
        return { height: 300, option: bars(data.domains[x], side.map((name, i) => ({ name, type: "bar",
          data: data.domains[x].map(d => sums[i].get(JSON.stringify([d, ""])) ?? 0) })), number(key)) };
      }
      const cells = sums.map(s => [...s].map(([k, v]) => { const d = JSON.parse(k);
        return [data.domains[x].indexOf(d[0]), data.domains[y].indexOf(d[1]), v]; }));
      const width = 100 / side.length;
      return { height: 130 + data.domains[y].length * 36, option: { ...base, legend: undefined,
        title: side.map((name, i) => ({ text: name, left: width * i + 5 + "%", textStyle: { ...text, fontSize: 13 } })),
        grid: side.map((_, i) => ({ left: i * width + 5 + "%", width: width - 7 + "%", top: 30, bottom: 75 })),
        xAxis: side.map((_, i) => ({ gridIndex: i, type: "category", data: data.domains[x], name: data.dimensions[x],
          nameLocation: "middle", nameGap: 22, axisLabel: text, nameTextStyle: text })),
        yAxis: side.map((_, i) => ({ gridIndex: i, type: "category", data: data.domains[y], axisLabel: text, name: data.dimensions[y],
          nameLocation: "middle", nameGap: 22,
          nameTextStyle: text })),
        visualMap: heat(cells.flat().map(c => c[2]), { seriesIndex: side.map((_, i) => i), formatter: v => number(key)(Math.round(v)) }),
        series: side.map((name, i) => ({ name, type: "heatmap", xAxisIndex: i, yAxisIndex: i, data: cells[i],
          label: { show: data.domains[x].length <= 8, formatter: p => number(key)(p.value[2]) } })) } };
    },
    brokers(key) {
      const at = measures.find(m => m[0] === key)[1], even = data.even[measures.findIndex(m => m[0] === key)];
      const series = side.map((name, i) => ({ name, type: "bar", data: data.brokers.map(b => b[at + i]),
        ...(i === side.length - 1 ? { markLine: { symbol: "none", silent: true, data: [{ yAxis: even }],
          label: { formatter: "even", ...text }, lineStyle: { color: color("--warn") } } } : {}) }));
      const option = bars(data.brokers.map(b => String(b[0])), series, number(key));
      if (data.brokers.length > 60) { option.dataZoom = [{ type: "slider", bottom: 5 }]; option.grid = { ...base.grid, bottom: 55 }; }
      return { height: 340, option };
    },
    sankey() {
      const dimension = data.dimensions[0], flow = data.domainFlow.filter(f => f[0] === dimension);
      if (flow.length === 0) { return null; }
      const from = f => "from " + f[0] + " " + f[1], to = f => "to " + f[0] + " " + f[2];
      const size = flow.some(f => f[4] > 0) ? 4 : 3;
      return { height: 340, option: { ...base, legend: undefined, series: [{ type: "sankey", right: "15%", label: text,
        data: [...new Set(flow.flatMap(f => [from(f), to(f)]))].map(name => ({ name })),
        links: flow.map(f => ({ source: from(f), target: to(f), value: f[size] })), lineStyle: { color: "source", opacity: .35 },
        tooltip: { valueFormatter: size === 4 ? bytesText : undefined } }] } };
    },
    matrix() {
      const compare = (a, b) => a - b;
      const from = [...new Set(data.brokerFlow.map(f => f[0]))].sort(compare);
      const to = [...new Set(data.brokerFlow.map(f => f[1]))].sort(compare);
      if (from.length === 0) { return null; }
      const column = new Map(to.map((b, i) => [b, i])), row = new Map(from.map((b, i) => [b, i]));
      return { height: Math.min(900, 140 + from.length * 18), option: { ...base, legend: undefined,
        grid: { ...base.grid, bottom: 70 }, xAxis: { type: "category", data: to.map(String), name: "to", axisLabel: text },
        yAxis: { type: "category", data: from.map(String), name: "from", axisLabel: text },
        visualMap: heat(data.brokerFlow.map(f => f[2])),
        tooltip: { ...base.tooltip, formatter: p => { const f = data.brokerFlow[p.dataIndex];
          return f[0] + " to " + f[1] + ": " + f[2] + " replicas, " + bytesText(f[3]); } },
        series: [{ name: "replicas copied", type: "heatmap", data: data.brokerFlow.map(f => [column.get(f[1]), row.get(f[0]), f[2]]) }] } };
    },
    topics() {
      const most = [...data.topics].filter(t => t[1] > 0).sort((a, b) => b[2] - a[2] || b[1] - a[1]).slice(0, 15).reverse();
      return { height: 60 + most.length * 26, option: { ...base, legend: undefined, color: [color("--after")],
        xAxis: { type: "value", axisLabel: text, name: "replicas to copy", nameLocation: "middle", nameGap: 25 },
        yAxis: { type: "category", data: most.map(t => t[0].length > 30 ? t[0].slice(0, 29) + "…" : t[0]), axisLabel: text },
        grid: { ...base.grid, bottom: 30 }, series: [{ name: "replicas to copy", type: "bar", data: most.map(t => t[1]) }] } };
    },
    time() {
      const times = [...data.times].sort((a, b) => a[0] - b[0]);
      const line = (name, seconds) => ({ name, type: "line", data: times.map((t, i) => [t[0] / 1e6, seconds(t, i) / 3600]) });
      return { height: 320, option: { ...base,
        color: [color("--after"), color("--warn"), color("--good"), color("--before"), color("--bad"), color("--high")],
        tooltip: { ...base.tooltip, trigger: "axis", valueFormatter: v => v.toFixed(2) + " h" },
        xAxis: { type: "value", name: "MB/s", axisLabel: text, axisPointer: { show: true } },
        yAxis: { type: "value", name: "hours", axisLabel: text },
        series: [line("whole plan", t => t[1]),
          ...data.busiest.slice(0, 5).map(b => line("broker " + b[0], t => b[1][data.times.indexOf(t)]))] } };
    },
  };
}
