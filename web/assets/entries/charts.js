// The one chart of the figures: bars by month. The same numbers stand in the table below it.
import { BarChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

use([AriaComponent, BarChart, CanvasRenderer, GridComponent, LegendComponent, TooltipComponent]);

const COLOURS = ["#1556b5", "#d98300"];

function options(data, size) {
  const text = { color: "#53627b", fontSize: size };
  return {
    aria: { enabled: true, decal: { show: true } }, // told apart by pattern, too
    animation: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
    color: COLOURS,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    legend: { top: 0, textStyle: text, itemHeight: size },
    tooltip: {
      trigger: "axis",
      renderMode: "richText", // the policy allows no style in markup
      valueFormatter: (value) => (value == null ? data.hidden : `${value} ${data.unit}`),
    },
    grid: { left: 8, right: 8, top: size * 3, bottom: 4, containLabel: true },
    xAxis: { type: "category", data: data.months, axisLabel: { ...text, hideOverlap: true }, axisTick: { show: false } },
    yAxis: { type: "value", minInterval: 1, axisLabel: text },
    series: data.series.map((one) => ({ type: "bar", name: one.name, data: one.values, barMaxWidth: 22 })),
  };
}

for (const place of document.querySelectorAll("[data-chart]")) {
  const data = JSON.parse(document.getElementById(place.dataset.chart).textContent);
  place.replaceChildren();
  place.classList.add("chart-drawn");
  const chart = init(place, null, { renderer: "canvas" });
  const size = () => parseFloat(getComputedStyle(document.body).fontSize) * 0.85;
  chart.setOption(options(data, size()));
  new ResizeObserver(() => chart.resize()).observe(place);
}
