// The picture by the keyboard: arrows go from organization to organization, Enter tells more, E expands, + - 0 zoom.
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export function onKeys(drawing, panel, { expand }) {
  const { place } = drawing;
  const acts = {
    Enter: () => panel.open(drawing.current ?? drawing.center, { takesFocus: true }),
    e: () => drawing.current?.data("picture") && expand(drawing.current),
    "+": () => drawing.zoomBy(1.25),
    "=": () => drawing.zoomBy(1.25),
    "-": () => drawing.zoomBy(0.8),
    0: () => drawing.fit(),
    Escape: () => panel.close(),
  };
  place.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !drawing.center) return;
    const way = WAYS[event.key];
    const act = way ? () => go(drawing, panel, way) : acts[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  place.addEventListener("focus", () => {
    if (drawing.center && !drawing.current && place.matches(":focus-visible")) drawing.choose(drawing.center);
  });
}

function go(drawing, panel, way) {
  const from = drawing.current ?? drawing.center;
  const next = nearest(from, from.neighborhood("node"), way) ?? nearest(from, drawing.cy.nodes("[type]"), way);
  if (!next) return undefined;
  if (!panel.place.hidden) return panel.open(next);
  drawing.choose(next);
  drawing.bringIntoView(next);
  return undefined;
}

// The one that lies furthest in this direction for the way to it: what is off to a side counts as thrice as far.
function nearest(from, nodes, [dx, dy]) {
  const { x, y } = from.position();
  let best = null;
  nodes.not(".unwanted, .band").not(from).forEach((node) => {
    const { x: toX, y: toY } = node.position();
    const ahead = (toX - x) * dx + (toY - y) * dy;
    const aside = Math.abs((toX - x) * dy) + Math.abs((toY - y) * dx);
    if (ahead <= 1) return;
    const way = ahead + 3 * aside;
    if (!best || way < best.way) best = { node, way };
  });
  return best?.node ?? null;
}
