// The picture of the graph page: draws what the server tells of the network, and keeps it in step with the controls above it.
// Without it the page shows the same as tables.
import { atOnce, Drawing } from "./graph_drawing.js";
import { onKeys } from "./graph_keys.js";
import { Panel } from "./graph_panel.js";
import { onTools } from "./graph_tools.js";

const form = document.getElementById("graph-form");
const frame = document.querySelector("[data-graph-frame]");
const stage = frame.querySelector("[data-graph]");
const words = stage.dataset;
const waiting = stage.querySelector("[data-graph-waiting]");
const failed = stage.querySelector("[data-graph-failed]");
const count = frame.querySelector("[data-graph-count]");

const drawing = new Drawing(stage.querySelector("[data-graph-canvas]"), words);
const panel = new Panel(stage, drawing, { expand, pathTo });
onKeys(drawing, panel, { expand });
onTools(frame, drawing);
window.relataGraph = drawing; // for whoever looks at the picture from the console

let address = null;
let asking = null;

// What the server says, or an Error whose message is for people.
async function told(url, signal) {
  let answer;
  try {
    answer = await fetch(url, { headers: { Accept: "application/json" }, signal });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Error(words.offline, { cause: error });
  }
  if (!answer.ok || answer.redirected) throw new Error(words.gone);
  return answer.json();
}

async function load(url) {
  address = url;
  asking?.abort();
  asking = new AbortController();
  waiting.hidden = false;
  failed.hidden = true;
  try {
    const found = await told(url, asking.signal);
    await atOnce();
    panel.close();
    drawing.draw(found, form.elements.layout.value, kinds());
  } catch (error) {
    if (error.name === "AbortError") return;
    stage.querySelector("[data-graph-reason]").textContent = error.message;
    failed.hidden = false;
  }
  waiting.hidden = true;
  tell();
}

async function expand(node) {
  const url = new URL(node.data("picture"), window.location.href);
  for (const [name, value] of new URL(address, window.location.href).searchParams) if (!["depth", "to", "to.key"].includes(name)) url.searchParams.append(name, value);
  url.searchParams.set("depth", "1");
  waiting.hidden = false;
  try {
    const found = await told(url);
    const new_ = drawing.add(found, node, form.elements.layout.value, kinds());
    if (!new_) drawing.say(words.alone);
  } catch (error) {
    drawing.say(error.message);
  }
  waiting.hidden = true;
  tell();
}

function pathTo(node) {
  const { tomselect } = form.elements.to;
  tomselect.addOption({ value: String(node.data("key")), text: node.data("name") });
  tomselect.setValue(String(node.data("key")));
}

function tell() {
  const { nodes, edges } = drawing.counts();
  count.textContent = words.count.replace("%(nodes)s", nodes.toLocaleString()).replace("%(edges)s", edges.toLocaleString());
}

const kinds = () => [...form.querySelectorAll("[name='show']:checked")].map((box) => box.value);

// Which of the two is shown, and whether there is anything to draw.
function arrange() {
  const twin = document.getElementById("twin");
  const isDrawn = "drawn" in twin.dataset;
  const isTable = form.elements.view.value === "table";
  frame.hidden = !isDrawn;
  twin.hidden = isDrawn && !isTable;
  frame.querySelectorAll("[data-of-picture]").forEach((part) => (part.hidden = isTable));
  if (isDrawn && !isTable && twin.dataset.picture !== address) load(twin.dataset.picture);
  if (isDrawn && !isTable) drawing.cy.resize();
}

function remember(name, value) {
  form.elements[name].value = value;
  const url = new URL(window.location.href);
  if (value) url.searchParams.set(name, value);
  else url.searchParams.delete(name);
  window.history.replaceState(window.history.state, "", url);
}

const press = (buttons, chosen) => buttons.forEach((button) => button.setAttribute("aria-pressed", String(button === chosen)));

frame.addEventListener("click", ({ target }) => {
  const view = target.closest("[data-view]");
  const layout = target.closest("[data-layout]");
  if (view) {
    press(frame.querySelectorAll("[data-view]"), view);
    remember("view", view.dataset.view);
    arrange();
  } else if (layout) {
    press(frame.querySelectorAll("[data-layout]"), layout);
    remember("layout", layout.dataset.layout);
    drawing.arrange(layout.dataset.layout);
  } else if (target.closest("[data-graph-retry]")) load(address);
});

form.addEventListener("change", ({ target }) => {
  if (target.name === "show") drawing.show(kinds());
  tell();
});

// Only what differs from what holds anyway stands in the address.
form.addEventListener("htmx:configRequest", ({ detail }) => {
  const all = form.querySelectorAll("[name='show']").length;
  const usual = new URLSearchParams(form.dataset.usual);
  for (const name of [...new Set(detail.formData.keys())]) {
    if (detail.formData.getAll(name).every((value) => value === "" || value === usual.get(name))) detail.formData.delete(name);
  }
  if (detail.formData.getAll("show").length === all) detail.formData.delete("show");
});

document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.target.id === "twin" || detail.elt.id === "twin") arrange();
});

form.querySelector("[data-unscripted]").hidden = true;
arrange();
