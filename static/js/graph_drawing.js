// The drawing itself: Cytoscape.js, what is in it, what is lit and what is hidden. Knows nothing of the page around it.
import { arranged } from "./graph_layouts.js";
import { look } from "./graph_look.js";

const FEW_EDGES = 120;
const FEW_NODES = 120;
const MOST_LETTERS = 40;
const READABLE = 0.5; // the least zoom at which names can be read on a phone
const NARROW = 600;
const still = window.matchMedia("(prefers-reduced-motion: reduce)");

// The browser has shown what there was so far.
export const atOnce = () => new Promise((go) => requestAnimationFrame(() => setTimeout(go)));

export class Drawing {
  constructor(place, words) {
    this.words = words;
    this.place = place;
    this.said = place.parentElement.querySelector("[data-graph-said]");
    this.cy = window.cytoscape({
      container: place,
      style: look(words),
      minZoom: 0.05,
      maxZoom: 3,
      boxSelectionEnabled: false,
      autounselectify: true,
      hideEdgesOnViewport: false,
      textureOnViewport: false,
    });
    this.current = null;
    this.cy.on("mouseover", "node", ({ target }) => this.light(target));
    this.cy.on("mouseout", "node", () => this.light(this.current));
    const recolour = () => this.cy.style(look(words));
    document.addEventListener("preferences-changed", recolour);
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolour);
  }

  get animates() {
    return !still.matches && this.cy.nodes().length <= 250;
  }

  draw(found, layout, kinds) {
    this.current = null;
    this.direction = found.direction;
    this.relationshipUrl = found.relationshipUrl;
    this.cy.elements().remove();
    this.cy.add([...found.nodes.map((node) => nodeOf(node, node.tier)), ...found.edges.map(edgeOf)]);
    this.center = this.cy.$id(`n${found.center}`).addClass("center");
    this.mark(found.path);
    this.settle(kinds);
    this.arrange(layout, { isNew: true });
  }

  // What lies around a node joins what is there. How many are new.
  add(found, node, layout, kinds) {
    const before = this.cy.nodes().length;
    const tier = node.data("tier") + 1;
    const isNew = (id) => this.cy.$id(id).empty();
    const nodes = found.nodes.filter((one) => isNew(`n${one.id}`)).map((one) => ({ ...nodeOf(one, tier), position: { ...node.position() } }));
    this.cy.add(nodes);
    this.cy.add(found.edges.filter((one) => isNew(`e${one.id}`)).map(edgeOf));
    this.settle(kinds);
    if (nodes.length) this.arrange(layout);
    this.light(node);
    return this.cy.nodes().length - before;
  }

  settle(kinds) {
    const edges = this.cy.edges();
    edges.toggleClass("named", edges.length <= FEW_EDGES);
    const nodes = this.cy.nodes("[type]");
    nodes.toggleClass("many", nodes.length > FEW_NODES);
    this.show(kinds);
  }

  mark(path) {
    if (!path?.edges.length) return;
    const on = this.cy.collection();
    path.organizations.forEach((id) => on.merge(this.cy.$id(`n${id}`)));
    path.edges.forEach((id) => on.merge(this.cy.$id(`e${id}`)));
    on.addClass("on-path");
    this.cy.elements().not(on).addClass("beside");
  }

  // Hides what is of another type; the centre and the path stay. No type chosen: all.
  show(kinds) {
    this.cy.nodes("[type]").forEach((node) => {
      const isHidden = kinds.length > 0 && !kinds.includes(node.data("type")) && !node.hasClass("center") && !node.hasClass("on-path");
      node.toggleClass("unwanted", isHidden);
    });
    if (this.current?.hasClass("unwanted")) this.choose(null);
  }

  arrange(layout, { isNew = false } = {}) {
    arranged(this, layout, { animates: this.animates && !isNew, isNew });
  }

  // The node that the keyboard is at, and that the panel tells of.
  choose(node) {
    this.cy.nodes().removeClass("current");
    this.current = node;
    node?.addClass("current");
    this.light(node);
    this.cy.emit("chosen", [node]);
    if (!node) return;
    this.say(spoken(this.words, node));
  }

  light(node) {
    this.cy.batch(() => {
      this.cy.elements().removeClass("lit faded");
      if (!node) return;
      const near = node.closedNeighborhood();
      near.addClass("lit");
      this.cy.elements().not(near).addClass("faded");
    });
  }

  // `covered`: pixels at the right that something lies over.
  bringIntoView(node, covered = 0) {
    const { x, y } = node.renderedPosition();
    const width = this.cy.width() - covered;
    const margin = Math.min(72, width / 4);
    if (x > margin && y > margin && x < width - margin && y < this.cy.height() - margin) return;
    const by = { x: width / 2 - x, y: this.cy.height() / 2 - y };
    if (still.matches) this.cy.panBy(by);
    else this.cy.animate({ panBy: by }, { duration: 180 });
  }

  // How many relationships lead on from a node that are not drawn.
  hidden(node) {
    const edges = node.connectedEdges();
    const ways = { outgoing: edges.filter((edge) => edge.source().same(node)), incoming: edges.filter((edge) => edge.target().same(node)) };
    const drawn = (ways[this.direction] ?? edges).length;
    return Math.max(node.data("count") - drawn, 0);
  }

  counts() {
    const nodes = this.cy.nodes("[type]").not(".unwanted");
    return { nodes: nodes.length, edges: nodes.edgesWith(nodes).length };
  }

  zoomBy(factor) {
    const middle = { x: this.cy.width() / 2, y: this.cy.height() / 2 };
    this.cy.zoom({ level: this.cy.zoom() * factor, renderedPosition: middle });
  }

  fit() {
    this.cy.fit(this.cy.elements().not(".unwanted"), 28);
    if (this.cy.zoom() > 1.4) {
      this.cy.zoom(1.4);
      this.cy.center();
    }
  }

  // At first a phone shows what lies around the centre, large enough to read.
  begin() {
    this.fit();
    if (this.cy.width() < NARROW && this.cy.zoom() < READABLE) {
      this.cy.zoom(READABLE);
      this.cy.center(this.center);
    }
  }

  say(text) {
    this.said.textContent = text;
  }
}

function nodeOf(node, tier) {
  const { id, ...told } = node;
  return { group: "nodes", data: { ...told, short: shortened(told.name), id: `n${id}`, key: id, tier }, classes: node.status === null ? "stub" : (node.status ?? "") };
}

// Two lines at most.
const shortened = (name) => (name.length > MOST_LETTERS ? `${name.slice(0, MOST_LETTERS - 1).trimEnd()}…` : name);

function edgeOf(edge) {
  const { id, source, target, label, lead, ...told } = edge;
  const text = lead ? `${label} ★` : label;
  const data = { ...told, id: `e${id}`, key: id, source: `n${source}`, target: `n${target}`, forward: label, label: text, lead };
  return { group: "edges", data, classes: edge.isActive ? "" : "inactive" };
}

function spoken(words, node) {
  const said = { name: node.data("name"), type: node.data("typeName"), tier: node.data("tier"), count: node.data("counted") };
  return words.said.replace(/%\((\w+)\)s/g, (_, name) => said[name]);
}
