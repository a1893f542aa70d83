// Zoom, full screen and a file to keep.
import { colour } from "./colours.js";

const MOST = 8000; // pixels: what canvases of today's browsers hold

export function onTools(frame, drawing) {
  const full = frame.querySelector("[data-tool='full']");
  const acts = {
    in: () => drawing.zoomBy(1.25),
    out: () => drawing.zoomBy(0.8),
    fit: () => drawing.fit(),
    full: () => enlarge(frame, full, drawing),
    png: () => save(frame, drawing),
  };
  frame.addEventListener("click", ({ target }) => acts[target.closest("[data-tool]")?.dataset.tool]?.());
  document.addEventListener("fullscreenchange", () => {
    if (!document.fullscreenElement) set(frame, full, drawing, false);
  });
}

// Where a browser has no full screen for a part of a page, the part fills the page.
async function enlarge(frame, button, drawing) {
  const isLarge = !frame.classList.contains("is-full");
  set(frame, button, drawing, isLarge);
  if (isLarge) await frame.requestFullscreen?.();
  else if (document.fullscreenElement) await document.exitFullscreen();
}

function set(frame, button, drawing, isLarge) {
  frame.classList.toggle("is-full", isLarge);
  button.setAttribute("aria-pressed", String(isLarge));
  requestAnimationFrame(() => {
    drawing.cy.resize();
    drawing.fit();
  });
}

function save(frame, drawing) {
  const picture = drawing.cy.png({ output: "blob", full: true, scale: 2, maxWidth: MOST, maxHeight: MOST, bg: colour("--surface") });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(picture);
  link.download = `${frame.querySelector("[data-graph]").dataset.name.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "") || "graph"}.png`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
