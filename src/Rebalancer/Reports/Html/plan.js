// The page of a plan, of a judged plan and of a cluster.
(async () => {
  const data = JSON.parse(await unpack("data"));
  movesTable(data);
  topicsTable(data);
  document.querySelectorAll("table[data-sortable]").forEach(shortTable);
  copyButtons();
  document.head.append(make("script", { textContent: await unpack("echarts") }));
  pictures(data);
  document.documentElement.dataset.drawn = "";
})();
