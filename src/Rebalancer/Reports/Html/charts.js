// What the pictures of the cluster show, as options of ECharts. Every name is text: tooltips are rich text, never HTML.
const measures = { brokers: 1, replicas: 2, leaders: 4, bytes: 6 };
const markNames = [[1, "new"], [2, "leaving"], [4, "dead"], [8, "cordoned"]];

// The parts that all pictures share, in the colours of the page.
function chartStyle(data, color) {
  const text = { color: color("--fg"), fontFamily: "system-ui, sans-serif", fontSize: 12 };
  const soft = { ...text, color: color("--soft") };
  const line = { lineStyle: { color: color("--line") } };
  const axis = { axisLabel: soft, nameTextStyle: soft, axisLine: line, axisTick: { show: false }, splitLine: line };
  const most = values => values.reduce((a, b) => Math.max(a, b), 0) || 1;
  const base = {
    animation: false, textStyle: text, color: [color("--before"), color("--after")],
    aria: { enabled: true },
    tooltip: { renderMode: "richText", confine: true, backgroundColor: color("--card"), borderColor: color("--line"), textStyle: text },
    legend: { textStyle: text, top: 0, left: 0, itemWidth: 14, itemHeight: 10, inactiveColor: color("--line") },
    grid: { left: 8, right: 24, top: 36, bottom: 8, containLabel: true },
  };
  return {
    color, text, soft, axis, base, most,
    side: data.plan ? ["before", "after"] : ["now"],
    colors: data.plan ? [color("--before"), color("--after")] : [color("--after")],
    format: key => key === "bytes" ? bytesText : key === "share of disk" ? v => Math.round(v) + " %" : countText,
    heat: (values, format, extra) => ({
      min: 0, max: most(values), calculable: false, orient: "horizontal", left: "center", bottom: 0, itemWidth: 12, itemHeight: 120,
      textStyle: soft, text: [format(most(values)), format(0)], inRange: { color: [color("--low"), color("--high")] }, ...extra }),
    // Steps of an axis of bytes that are round in their unit.
    scale: (key, values) => {
      if (key !== "bytes" && key !== "bytes to copy") { return {}; }
      const top = most(values), unit = 1024 ** Math.max(0, Math.floor(Math.log2(top) / 10));
      const interval = [1, 2, 5, 10, 20, 50, 100, 200, 512].map(n => n * unit / 4).find(step => top / step <= 5);
      return { interval, max: interval * Math.ceil(top / interval) };
    },
    // A cell of a heat map whose number can be read on its colour.
    heatCell: (value, top) => ({ value, label: { color: color(value[2] > top * .6 ? "--on-high" : "--on-low") } }),
    cell: { borderWidth: 2, borderColor: color("--card"), borderRadius: 3 },
    named: (name, gap, extra) => ({ ...axis, name, nameLocation: "middle", nameGap: gap, ...extra }),
  };
}

const clusterCharts = {
  risk: {
    choices: data => [{ label: "Show", values: ["stopped", "offline", "under min.insync.replicas", "leaders taken over"],
      first: data.losses.some(l => l[4] + l[8] > 0) ? "stopped" : "leaders taken over" }],
    draw(data, s, [key]) {
      const at = { offline: 2, "under min.insync.replicas": 3, stopped: 4, "leaders taken over": 5 }[key];
      const value = (l, i) => l[at + 4 * i];
      const size = l => Math.max(value(l, 0), value(l, s.side.length - 1));
      const worst = (losses, count) => new Set([...losses].sort((a, b) => size(b) - size(a)).slice(0, count));
      const felt = data.losses.filter(l => size(l) > 0);
      const [some, domains, brokers] = felt.length < 8 ? [data.losses, 8, 4] : [felt, 16, 8];
      const kept = [...worst(some.filter(l => l[0] !== "broker"), domains), ...worst(some.filter(l => l[0] === "broker"), brokers)];
      const rows = data.losses.filter(l => kept.includes(l)).reverse();
      return { height: 56 + rows.length * 26, option: { ...s.base, color: s.colors, legend: { ...s.base.legend, show: data.plan },
        tooltip: { ...s.base.tooltip, trigger: "axis", axisPointer: { type: "shadow" } },
        xAxis: { ...s.axis, type: "value", minInterval: 1 }, yAxis: { ...s.axis, type: "category", data: rows.map(l => l[0] + " " + l[1]) },
        series: s.side.map((name, i) => ({ name, type: "bar", barGap: "10%", data: rows.map(l => value(l, i)) })) } };
    },
  },
  grid: {
    choices: data => {
      const show = { label: "Show", values: ["replicas", "leaders", "bytes", "brokers"], first: "replicas" };
      const pairs = data.dimensions.flatMap((y, i) => data.dimensions.slice(i + 1).map(x => y + " × " + x));
      return pairs.length > 1 ? [show, { label: "Dimensions", values: pairs, first: pairs[0] }] : [show];
    },
    draw(data, s, [key, pair], width) {
      const format = s.format(key), count = data.dimensions.length;
      const pairs = data.dimensions.flatMap((_, y) => Array.from({ length: count - y - 1 }, (_, k) => [y, y + 1 + k]));
      const index = pair ? this.choices(data)[1].values.indexOf(pair) : 0;
      const [y, x] = count < 2 ? [undefined, 0] : pairs[index];
      const value = (cell, i) => key === "brokers" ? cell[1] : cell[measures[key] + i];
      const sums = s.side.map((_, i) => {
        const sum = new Map();
        data.cells.forEach(c => {
          const place = data.domains[x].indexOf(c[0][x]) + "/" + (y === undefined ? 0 : data.domains[y].indexOf(c[0][y]));
          sum.set(place, (sum.get(place) ?? 0) + value(c, i));
        });
        return sum;
      });
      if (y === undefined) {
        return { height: 300, option: { ...s.base, color: s.colors, legend: { ...s.base.legend, show: data.plan },
          tooltip: { ...s.base.tooltip, trigger: "axis", valueFormatter: format },
          xAxis: s.named(data.dimensions[x], 28, { type: "category", data: data.domains[x] }), grid: { ...s.base.grid, bottom: 28 },
          yAxis: { ...s.axis, type: "value", axisLabel: { ...s.soft, formatter: format },
            ...s.scale(key, sums.flatMap(m => [...m.values()])) },
          series: s.side.map((name, i) => ({ name, type: "bar", barMaxWidth: 48,
            data: data.domains[x].map((_, k) => sums[i].get(k + "/0") ?? 0) })) } };
      }
      const cells = sums.map(sum => [...sum].map(([place, v]) => [...place.split("/").map(Number), v]));
      const top = s.most(cells.flat().map(c => c[2]));
      const stacked = width < 640, rows = data.domains[y].length * 40, step = stacked ? rows + 84 : 0;
      const left = i => stacked ? 44 : 44 + i * (width / s.side.length);
      const across = stacked ? width - 52 : width / s.side.length - 60;
      const label = { show: across / data.domains[x].length > (key === "bytes" ? 62 : 34), formatter: p => format(p.value[2]) };
      return { height: 30 + rows + step * (s.side.length - 1) + 84, option: { ...s.base, legend: undefined,
        tooltip: { ...s.base.tooltip, formatter: p => data.dimensions[y] + " " + data.domains[y][p.value[1]] + ", "
          + data.dimensions[x] + " " + data.domains[x][p.value[0]] + " " + p.seriesName + ": " + format(p.value[2]) },
        title: s.side.map((name, i) => ({ text: name, left: left(i), top: 2 + step * i, padding: 0,
          textStyle: { ...s.text, fontWeight: 600 } })),
        grid: s.side.map((_, i) => ({ left: left(i), width: across, top: 26 + step * i, height: rows })),
        xAxis: s.side.map((_, i) => s.named(data.dimensions[x], 26, { gridIndex: i, type: "category", data: data.domains[x],
          axisLine: { show: false } })),
        yAxis: s.side.map((_, i) => s.named(data.dimensions[y], 30, { gridIndex: i, type: "category", data: data.domains[y], inverse: true,
          axisLine: { show: false } })),
        visualMap: s.heat(cells.flat().map(c => c[2]), format, { seriesIndex: s.side.map((_, i) => i) }),
        series: s.side.map((name, i) => ({ name, type: "heatmap", xAxisIndex: i, yAxisIndex: i, itemStyle: s.cell, label,
          data: cells[i].map(c => s.heatCell(c, top)) })) } };
    },
  },
  brokers: {
    choices: data => [{ label: "Show", first: "replicas",
      values: ["replicas", "leaders", "bytes", ...(data.brokers.some(b => b[9] > 0) ? ["share of disk"] : [])] }],
    draw(data, s, [key], width) {
      const disk = key === "share of disk", at = 1 + measures[disk ? "bytes" : key], format = s.format(key);
      const value = (b, i) => !disk ? b[at + i] : b[9] > 0 ? 100 * b[at + i] / b[9] : null;
      const even = data.even[["replicas", "leaders", "bytes"].indexOf(key)];
      const marks = new Map(data.brokers.map(b => [String(b[0]), markNames.filter(([flag]) => b[2] & flag).map(m => m[1]).join(", ")]));
      const line = { symbol: "none", silent: true, data: [{ yAxis: even }],
        lineStyle: { color: s.color("--warn"), width: 1.5, type: "dashed" },
        label: { ...s.text, position: "insideEndTop", formatter: "even share " + (
          key === "bytes" ? format(even) : even.toLocaleString("en", { maximumFractionDigits: 1 })) } };
      const many = data.brokers.length > 150;
      const wide = width / data.brokers.length > 33;
      return { height: many ? 380 : 320, option: { ...s.base, color: s.colors, legend: { ...s.base.legend, show: data.plan },
        tooltip: { ...s.base.tooltip, trigger: "axis", axisPointer: { type: "shadow" },
          valueFormatter: v => v === null ? "not known" : format(v) },
        grid: { ...s.base.grid, right: 8, bottom: many ? 48 : 8 },
        dataZoom: many && !onPaper.matches ? [{ type: "slider", bottom: 8 }] : [],
        xAxis: { ...s.axis, type: "category", data: data.brokers.map(b => String(b[0])),
          axisLabel: { ...s.soft, fontSize: 11, lineHeight: 14,
            ...(wide ? { interval: 0 } : { hideOverlap: true }),
            formatter: id => wide && marks.get(id) ? id + "\n" + marks.get(id) : id } },
        yAxis: { ...s.axis, type: "value", axisLabel: { ...s.soft, formatter: format },
          ...(disk ? { max: 100 } : s.scale(
            key, data.brokers.flatMap(b => [value(b, 0), value(b, s.side.length - 1), even]))) },
        series: s.side.map((name, i) => ({ name, type: "bar", barGap: "10%", barMaxWidth: 28, data: data.brokers.map(b => value(b, i)),
          ...(i === s.side.length - 1 && !disk ? { markLine: line } : {}) })) } };
    },
  },
  topics: {
    choices: data => [{ label: "Show", values: ["replicas to copy", "bytes to copy"],
      first: data.topics.some(t => t[7] > 0) ? "bytes to copy" : "replicas to copy" }],
    draw(data, s, [key], width) {
      const at = key === "bytes to copy" ? 7 : 6, format = s.format(at === 7 ? "bytes" : "moves");
      const most = [...data.topics].filter(t => t[6] > 0).sort((a, b) => b[at] - a[at] || compareTexts(a[0], b[0])).slice(0, 15).reverse();
      const long = width < 640 ? 16 : 40, short = name => name.length > long ? name.slice(0, long - 1) + "…" : name;
      return { height: 20 + most.length * 26, option: { ...s.base, legend: undefined, color: [s.color("--after")],
        tooltip: { ...s.base.tooltip, formatter: p => most[p.dataIndex][0] + ": " + format(p.value) },
        xAxis: { ...s.axis, type: "value", axisLabel: { ...s.soft, formatter: format, hideOverlap: true },
          ...s.scale(key, most.map(t => t[at])) },
        yAxis: { ...s.axis, type: "category", data: most.map(t => short(t[0])) }, grid: { ...s.base.grid, top: 4, right: 40 },
        series: [{ name: key, type: "bar", barMaxWidth: 16, data: most.map(t => t[at]) }] } };
    },
  },
};
