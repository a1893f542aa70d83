// How the graph looks in the present theme. A type has its colour, its shape and its letter.
import { colour } from "./colours.js";

const SHAPES = { F: "round-rectangle", S: "ellipse", R: "round-diamond", B: "round-hexagon", I: "round-octagon" };
const SIZES = { F: 30, S: 32, R: 40, B: 36, I: 34 };

export function look() {
  const ink = colour("--text");
  const muted = colour("--text-muted");
  const line = colour("--line-strong");
  const sunk = colour("--ground");
  const surface = colour("--surface");
  const accent = colour("--accent");
  const font = getComputedStyle(document.body).fontFamily;
  return [
    {
      selector: "node",
      style: {
        width: 32,
        height: 32,
        label: "data(short)",
        color: ink,
        "font-family": font,
        "font-size": 11,
        "font-weight": 500,
        "text-valign": "bottom",
        "text-margin-y": 5,
        "text-wrap": "wrap",
        "text-max-width": 128,
        "text-background-color": surface,
        "text-background-opacity": 0.82,
        "text-background-padding": 1,
        "text-background-shape": "round-rectangle",
        "min-zoomed-font-size": 6,
        "border-width": 2,
        "background-fit": "cover",
        "overlay-opacity": 0,
        "z-index-compare": "manual",
        "z-index": 5,
      },
    },
    ...Object.keys(SHAPES).map(kind),
    { selector: "node.many", style: { "min-zoomed-font-size": 9 } },
    {
      selector: "node.stub",
      style: { "border-style": "dashed" },
    },
    {
      selector: "node.archived",
      style: { "background-opacity": 0.4, "background-image-opacity": 0.5, color: muted },
    },
    {
      selector: "node.center",
      style: { width: 52, height: 52, "border-width": 4, "font-size": 13, "font-weight": 700, "text-max-width": 190, "outline-width": 3, "outline-color": accent, "outline-offset": 4 },
    },
    {
      selector: "node.band",
      style: {
        shape: "round-rectangle",
        width: "data(wide)",
        height: "data(high)",
        "corner-radius": 18,
        "background-color": sunk,
        "background-opacity": 0.85,
        "border-width": 1,
        "border-color": colour("--line"),
        color: muted,
        "font-size": 14,
        "font-weight": 600,
        "text-valign": "top",
        "text-margin-y": -6,
        "text-background-opacity": 0,
        "text-wrap": "none",
        "z-index": 0,
        events: "no",
      },
    },
    {
      selector: "edge",
      style: {
        width: 1.25,
        "line-color": line,
        "line-opacity": 0.62,
        "curve-style": "bezier",
        "control-point-step-size": 26,
        "target-arrow-shape": "triangle",
        "target-arrow-color": line,
        "arrow-scale": 0.85,
        "target-distance-from-node": 2,
        "overlay-opacity": 0,
        "z-index-compare": "manual",
        "z-index": 3,
        "font-family": font,
        "font-size": 9,
        color: muted,
        "text-rotation": "autorotate",
        "text-background-color": surface,
        "text-background-opacity": 0.9,
        "text-background-padding": 1,
        "min-zoomed-font-size": 8,
      },
    },
    { selector: "edge.named, edge.lit, edge.on-path", style: { label: "data(label)" } },
    { selector: "edge.inactive", style: { "line-style": "dashed", "line-dash-pattern": [5, 4], "target-arrow-fill": "hollow" } },
    { selector: ".faded", style: { opacity: 0.16 } },
    { selector: "node.faded", style: { "text-opacity": 0.35 } },
    { selector: ".beside", style: { opacity: 0.3 } },
    { selector: "edge.lit", style: { width: 2, "line-color": ink, "line-opacity": 0.9, "target-arrow-color": ink, color: ink, opacity: 1, "z-index": 8 } },
    { selector: "node.lit", style: { opacity: 1, "z-index": 9, "min-zoomed-font-size": 5 } },
    { selector: "edge.on-path", style: { width: 4, "line-color": accent, "line-opacity": 1, "target-arrow-color": accent, color: ink, opacity: 1, "font-size": 10, "z-index": 10 } },
    { selector: "node.on-path", style: { opacity: 1, "outline-width": 3, "outline-color": accent, "outline-offset": 3, "font-weight": 700, "z-index": 11 } },
    { selector: "node.current", style: { "outline-width": 4, "outline-color": ink, "outline-offset": 3, "z-index": 12 } },
    { selector: "node.band", style: { opacity: 1, "text-opacity": 1 } },
    { selector: ".unwanted", style: { display: "none" } },
  ];
}

function kind(type) {
  const strong = colour(`--type-${type.toLowerCase()}`);
  const soft = colour(`--type-${type.toLowerCase()}-soft`);
  return {
    selector: `node[type = "${type}"]`,
    style: {
      shape: SHAPES[type],
      width: SIZES[type],
      height: SIZES[type],
      "background-color": soft,
      "border-color": strong,
      "background-image": letter(type, strong),
    },
  };
}

function letter(text, fill) {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64" viewBox="0 0 64 64"><text x="32" y="42" text-anchor="middle" font-family="Inter,system-ui,sans-serif" font-size="28" font-weight="700" fill="${fill}">${text}</text></svg>`;
  return `data:image/svg+xml;utf8,${encodeURIComponent(svg)}`;
}
