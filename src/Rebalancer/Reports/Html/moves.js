// The table of changes and that of topics.
function movesTable(data) {
  const table = document.getElementById("moves-table");
  if (!table) { return; }
  const count = data.topic.length;
  const lists = side => side.map(text => text === "" ? [] : text.split(" ").map(Number));
  const before = lists(data.before), after = lists(data.after);
  const from = before.map((list, i) => list.filter(b => !after[i].includes(b)));
  const to = after.map((list, i) => list.filter(b => !before[i].includes(b)));
  const names = data.topicNames.map(name => name.toLowerCase()), reasons = data.reasons.map(r => r[1].toLowerCase());
  const domains = new Map(data.brokers.map(b => [b[0], b[1].map((name, d) => data.dimensions[d] + " " + name)]));
  const brokers = side => [...new Set(side.flat())].sort((a, b) => a - b);
  const moved = new Set([...brokers(from), ...brokers(to)].flatMap(b => domains.get(b) ?? []));
  const lies = (b, domain) => domains.get(b)?.includes(domain);
  const texts = values => [...new Set(values)].sort(compareTexts);
  longTable({
    table, count, noun: "change", file: "moves.csv",
    columns: [
      { name: "topic", kind: "text", of: i => data.topicNames[data.topic[i]] },
      { name: "partition", kind: "id", of: i => data.partition[i] },
      { name: "from", kind: "list", of: i => from[i] },
      { name: "to", kind: "list", of: i => to[i] },
      { name: "before", kind: "list", of: i => before[i] },
      { name: "after", kind: "list", of: i => after[i] },
      { name: "bytes", kind: "bytes", of: i => data.bytes[i] },
      { name: "reason", kind: "text", of: i => data.reasons[data.reason[i]][1] },
    ],
    filters: [
      { label: "Topic", values: texts(data.topicNames), test: (i, value) => data.topicNames[data.topic[i]] === value },
      { label: "From broker", values: brokers(from), test: (i, value) => from[i].includes(Number(value)) },
      { label: "To broker", values: brokers(to), test: (i, value) => to[i].includes(Number(value)) },
      { label: "Domain", values: texts(moved), test: (i, value) => from[i].some(b => lies(b, value)) || to[i].some(b => lies(b, value)) },
      { label: "Reason", values: texts(data.reasons.map(r => r[1])), test: (i, value) => data.reasons[data.reason[i]][1] === value },
    ],
    text: i => names[data.topic[i]] + "-" + data.partition[i] + "\n" + before[i].join(", ") + "\n" + after[i].join(", ") + "\n"
      + reasons[data.reason[i]],
  });
}

function topicsTable(data) {
  const table = document.getElementById("topics-table");
  if (!table) { return; }
  // As the page lists them without scripts: what is wrong first, then what is copied.
  const topics = [...data.topics].sort((a, b) => b[4] - a[4] || b[7] - a[7]);
  longTable({
    table, count: topics.length, noun: "topic",
    columns: [
      { name: "topic", kind: "text", of: i => topics[i][0] },
      { name: "partitions", kind: "count", of: i => topics[i][1] },
      { name: "RF", kind: "range", of: i => topics[i][2] === topics[i][3] ? String(topics[i][2]) : topics[i][2] + ".." + topics[i][3] },
      { name: "violations", kind: "pair", of: i => [topics[i][4], topics[i][5]] },
      ...(data.plan ? [
        { name: "moves", kind: "count", of: i => topics[i][6] },
        { name: "bytes to copy", kind: "bytes", of: i => topics[i][7] }] : []),
      { name: "bytes", kind: "bytes", of: i => topics[i][8] },
      { name: "replica range", kind: "pair", of: i => [topics[i][9], topics[i][10]] },
      { name: "leader range", kind: "pair", of: i => [topics[i][11], topics[i][12]] },
    ],
    text: i => topics[i][0].toLowerCase(),
  });
}
