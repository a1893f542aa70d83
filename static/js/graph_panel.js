// What there is to say about one organization, beside the picture.
export class Panel {
  constructor(stage, drawing, actions) {
    this.place = stage.querySelector("[data-graph-panel]");
    this.pattern = stage.querySelector("#graph-card");
    this.words = stage.dataset;
    this.drawing = drawing;
    this.actions = actions;
    drawing.cy.on("tap", "node", ({ target }) => this.open(target));
    drawing.cy.on("tap", ({ target }) => target === drawing.cy && this.close());
    drawing.cy.on("chosen", (event, node) => !node && (this.place.hidden = true));
    this.place.addEventListener("click", (event) => this.pressed(event.target));
    this.place.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close({ backTo: drawing.place });
    });
  }

  open(node, { takesFocus = false } = {}) {
    this.node = node;
    this.drawing.choose(node);
    this.place.replaceChildren(this.filled(node));
    this.place.hidden = false;
    const isBeside = getComputedStyle(this.place).position === "absolute";
    this.drawing.bringIntoView(node, isBeside ? this.place.offsetWidth + 24 : 0);
    if (takesFocus) this.place.querySelector("[data-field='name']").focus();
  }

  close({ backTo } = {}) {
    if (!this.place.hidden) this.drawing.choose(null);
    this.place.hidden = true;
    backTo?.focus();
  }

  filled(node) {
    const card = this.pattern.content.cloneNode(true);
    const { name, externalId, country, counted, status, tier, url, graph, picture, type } = node.data();
    const said = { name, key: externalId ?? "", country, counted, status: status ?? "", tier: this.words.steps.replace("%(count)s", tier) };
    Object.entries(said).forEach(([field, text]) => fill(card.querySelector(`[data-field='${field}']`), text));
    card.querySelector("[data-badge]").append(badge(type));
    card.querySelector("[data-stub]").hidden = url !== null;
    link(card.querySelector("[data-to-page]"), url);
    link(card.querySelector("[data-to-graph]"), graph && tier > 0 ? graph + kept() : null);
    card.querySelector("[data-expand]").hidden = !picture;
    card.querySelector("[data-path]").hidden = tier === 0;
    const hidden = this.drawing.hidden(node);
    const count = card.querySelector("[data-hidden-count]");
    count.hidden = hidden === 0;
    count.textContent = `+${hidden}`;
    card.querySelector("[data-edges]").append(...this.edges(node));
    return card;
  }

  edges(node) {
    const shown = node.connectedEdges().filter((edge) => !edge.connectedNodes(".unwanted").length);
    return shown.map((edge) => {
      const leaves = edge.source().same(node);
      const other = leaves ? edge.target() : edge.source();
      const item = document.createElement("li");
      const verb = document.createElement(this.drawing.relationshipUrl ? "a" : "span");
      if (this.drawing.relationshipUrl) verb.href = this.drawing.relationshipUrl.replace("{id}", edge.data("key"));
      verb.textContent = edge.data(leaves ? "forward" : "reverse");
      const end = document.createElement("button");
      end.type = "button";
      end.className = "graph-other";
      end.dataset.other = other.id();
      end.append(badge(other.data("type"), true), other.data("name"));
      item.append(verb, end);
      const notes = [!edge.data("isActive") && this.words.inactive, edge.data("lead") && this.words.lead.replace("%(name)s", edge.data("lead"))];
      const note = notes.filter(Boolean).join(" · ");
      if (note) item.append(Object.assign(document.createElement("span"), { className: "small muted", textContent: note }));
      return item;
    });
  }

  async pressed(target) {
    const other = target.closest("[data-other]");
    if (other) this.open(this.drawing.cy.$id(other.dataset.other), { takesFocus: true });
    else if (target.closest("[data-close]")) this.close({ backTo: this.drawing.place });
    else if (target.closest("[data-path]")) this.actions.pathTo(this.node);
    else if (target.closest("[data-expand]")) {
      await this.actions.expand(this.node);
      this.open(this.node, { takesFocus: true });
    }
  }
}

function fill(place, text) {
  place.textContent = text;
  if (!text) (place.closest("div") ?? place).hidden = place.dataset.field !== "name";
}

function link(place, address) {
  if (address) place.href = address;
  else place.remove();
}

// The badge of a type, as the controls show it.
function badge(type, isShort = false) {
  const found = document.querySelector(`[data-kind='${type}'] .type`).cloneNode(true);
  if (isShort) found.lastElementChild.classList.add("visually-hidden");
  return found;
}

// What was chosen holds around another organization, too; a path and pages of a table do not.
function kept() {
  const query = new URLSearchParams(window.location.search);
  ["to", "to.key", "organizations", "relationships", "view"].forEach((name) => query.delete(name));
  return query.size ? `?${query}` : "";
}
