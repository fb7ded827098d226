// Stacked bars over days. Figures come from a json_script, colours from the theme; the table below the chart says the same.
const probe = document.createElement("span");
probe.className = "pb-probe";
document.body.append(probe);
// The canvas does not understand light-dark(): let the browser resolve the property.
const colour = (name) => { probe.style.color = `var(${name})`; return getComputedStyle(probe).color; };

function draw(box, uPlot) {
  const { language, days, words, series } = JSON.parse(document.getElementById(box.dataset.chart).textContent);
  box.replaceChildren();
  if (!days.length || !box.clientWidth) return;
  const stacked = series.map((_, top) => days.map((__, day) => series.slice(0, top + 1).reduce((sum, each) => sum + each.values[day], 0)));
  const order = series.map((_, index) => index).reverse();  // the tallest first: the others are painted over it
  const bars = uPlot.paths.bars({ size: [0.62, 18], radius: 0 });
  const axis = { stroke: colour("--pb-ink-3"), font: '11px "Inter Variable"', ticks: { show: false }, grid: { stroke: colour("--pb-line"), width: 1 } };
  const most = Math.max(4, ...(stacked.at(-1) || [0]));
  new uPlot({
    width: box.clientWidth, height: 276, padding: [8, 4, 0, 0],
    cursor: { y: false, points: { show: false } }, legend: { show: false },
    scales: { x: { range: (_, from, to) => [from - 50000, to + 50000] }, y: { range: [0, most * 1.06] } },
    axes: [
      { ...axis, grid: { show: false }, size: 26, space: 80, incrs: [86400, 2 * 86400, 4 * 86400, 7 * 86400, 14 * 86400, 28 * 86400], splits: (chart, _, from, to, step) => days.filter((day, index) => index % Math.max(1, Math.round(step / 86400)) === 0), values: (_, at) => at.map((day) => words[days.indexOf(day)] || "") },
      { ...axis, size: 46, values: (_, at) => at.map((value) => (Number.isInteger(value) ? value.toLocaleString(language) : "")) },
    ],
    series: [{}, ...order.map((index) => ({ label: series[index].name, stroke: colour("--pb-surface"), width: 1, fill: colour(`--pb-p-${series[index].slot}`), paths: bars, points: { show: false } }))],
  }, [days, ...order.map((index) => stacked[index])], box);
}

async function paint() {
  const boxes = [...document.querySelectorAll("[data-chart]")];
  if (!boxes.length) return;
  const { default: uPlot } = await import(boxes[0].dataset.uplot);
  await document.fonts.ready;
  for (const box of boxes) draw(box, uPlot);
}

let later;
const soon = () => { clearTimeout(later); later = setTimeout(paint, 60); };
paint();
document.addEventListener("pb:theme", soon);
addEventListener("resize", soon);
document.addEventListener("htmx:afterSettle", (event) => { if (event.detail.elt.querySelector?.("[data-chart]")) soon(); });
