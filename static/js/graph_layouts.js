// Where organizations stand: in tiers from left to right, or wherever their relationships pull them.
import { spread } from "./graph_spread.js";

const COLUMN = 148;
const ROW = 70;
const GAP = 72;
const ABOVE = 34; // from the middle of an organization to the edge of its band
const BELOW = 54;
const FEW = 200;

export function arranged(drawing, name, { animates, isNew }) {
  const { cy } = drawing;
  cy.remove("node.band");
  cy.resize();
  const nodes = cy.nodes("[type]");
  const options = name === "force" ? force(nodes, isNew) : tiers(drawing, nodes);
  const all = name === "force" ? cy.elements() : cy.nodes();
  const layout = all.layout({ ...options, fit: false, animate: animates, animationDuration: 320, animationEasing: "ease-out-cubic" });
  if (name === "force" && nodes.length > FEW) layout.one("layoutstop", () => spread(nodes));
  layout.one("layoutstop", () => (isNew ? drawing.begin() : drawing.fit()));
  layout.run();
}

function force(nodes, isNew) {
  const isLarge = nodes.length > FEW;
  return {
    name: "fcose",
    quality: isLarge ? "draft" : "default",
    randomize: isLarge || isNew || nodes.every((node) => node.position("x") === 0), // a draft has no other way
    nodeSeparation: 150,
    idealEdgeLength: 150,
    nodeRepulsion: 24_000,
    nodeDimensionsIncludeLabels: true,
    packComponents: false,
  };
}

// The centre in the middle; to its left who supplies it, to its right whom it supplies, one band for each relationship further away.
// A band has as many columns as make the whole fit the screen best; each organization stands near those it is related to.
function tiers(drawing, nodes) {
  const bands = bandsOf(drawing.center, nodes);
  const rows = bestRows(bands, drawing.cy.width() / drawing.cy.height());
  const positions = {};
  const levels = {};
  let x = 0;
  const columns = bands.map((band) => Math.ceil(band.nodes.length / rows));
  const places = bands.map((band, number) => {
    const start = x;
    x += columns[number] * COLUMN + GAP;
    return start;
  });
  const middle = bands.findIndex((band) => band.tier === 0);
  const outwards = bands.map((_, number) => number).sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle));
  for (const number of outwards) {
    const { nodes: members, tier, side } = bands[number];
    const wide = columns[number];
    const high = Math.ceil(members.length / wide);
    const ordered = members
      .map((node) => [pull(node, levels), node])
      .sort(([a, one], [b, other]) => a - b || one.data("name").localeCompare(other.data("name")));
    ordered.forEach(([, node], place) => {
      const column = place % wide;
      const row = Math.floor(place / wide);
      const stagger = wide > 1 ? ((column % 2) - 0.5) * (ROW / 2) : 0;
      const y = (row - (high - 1) / 2) * ROW + stagger;
      positions[node.id()] = { x: places[number] + column * COLUMN, y };
      levels[node.id()] = y;
    });
    if (tier > 0) head(drawing, positions, { place: tier * side, tier, nodes: ordered.map(([, node]) => positions[node.id()]) });
  }
  return { name: "preset", positions: (node) => positions[node.id()] };
}

function bandsOf(center, nodes) {
  const sides = new Map([[center.id(), 0]]);
  const near = nodes.toArray().sort((a, b) => a.data("tier") - b.data("tier"));
  for (const node of near) if (!sides.has(node.id())) sides.set(node.id(), sideOf(node, sides));
  const bands = new Map();
  for (const node of near) {
    const side = sides.get(node.id());
    const place = side * node.data("tier");
    if (!bands.has(place)) bands.set(place, { place, tier: Math.abs(place), side, nodes: [] });
    bands.get(place).nodes.push(node);
  }
  return [...bands.values()].sort((a, b) => a.place - b.place);
}

// -1: on the side of those that supply the centre. Further out, the side of those it hangs on.
function sideOf(node, sides) {
  let weight = 0;
  node.connectedEdges().forEach((edge) => {
    const isSource = edge.source().same(node);
    const other = isSource ? edge.target() : edge.source();
    if (other.data("tier") !== node.data("tier") - 1 || !sides.has(other.id())) return;
    weight += other.data("tier") === 0 ? (isSource ? -1 : 1) : sides.get(other.id());
  });
  return weight < 0 ? -1 : 1;
}

function pull(node, levels) {
  const near = node.neighborhood("node").filter((other) => other.id() in levels);
  if (near.empty()) return 0;
  return near.reduce((sum, other) => sum + levels[other.id()], 0) / near.length;
}

function bestRows(bands, shape) {
  const most = Math.max(...bands.map((band) => band.nodes.length));
  let best = { rows: 1, size: Infinity };
  for (let rows = 1; rows <= most; rows += 1) {
    const width = bands.reduce((sum, band) => sum + Math.ceil(band.nodes.length / rows) * COLUMN + GAP, 0);
    const size = Math.max(width, (rows + 1.5) * ROW * shape);
    if (size < best.size) best = { rows, size };
  }
  return best.rows;
}

// What a band stands on, and its name.
function head({ cy, words }, positions, { place, tier, nodes }) {
  const id = `band${place}`;
  const [left, right] = [Math.min, Math.max].map((most) => most(...nodes.map(({ x }) => x)));
  const [top, bottom] = [Math.min, Math.max].map((most) => most(...nodes.map(({ y }) => y)));
  const size = { wide: right - left + COLUMN - 4, high: bottom - top + ABOVE + BELOW };
  cy.add({ group: "nodes", data: { id, short: words.steps.replace("%(count)s", tier), ...size }, classes: "band", selectable: false, grabbable: false });
  positions[id] = { x: (left + right) / 2, y: (top + bottom + BELOW - ABOVE) / 2 };
}
