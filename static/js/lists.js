// Lists: rows stay chosen while one pages, sorts and searches on; small forms submit themselves. Everything works without this.
import { onEach } from "./parts.js";

const list = () => document.querySelector("[data-list]");
const boxes = () => [...document.querySelectorAll("[data-pick]")];
const place = () => `relata.picks:${window.location.pathname}`;

function picks() {
  try {
    return new Set(JSON.parse(window.sessionStorage.getItem(place()) ?? "[]"));
  } catch {
    return new Set();
  }
}

function keep(chosen) {
  try {
    window.sessionStorage.setItem(place(), JSON.stringify([...chosen]));
  } catch {
    // The browser keeps nothing: the boxes of this page count all the same.
  }
}

// Shows what is chosen: the boxes of this page, how many there are in all, and those of other pages for the form.
function show() {
  const bar = document.querySelector(".pick-bar");
  if (!bar) return;
  const chosen = picks();
  const here = boxes();
  here.forEach((box) => (box.checked = chosen.has(box.value)));
  const ticked = here.filter((box) => box.checked).length;
  const all = document.querySelector("[data-pick-all]");
  if (all) {
    all.hidden = here.length === 0;
    all.checked = ticked > 0 && ticked === here.length;
    all.indeterminate = ticked > 0 && ticked < here.length;
  }
  bar.dataset.picks = String(chosen.size);
  const visible = new Set(here.map((box) => box.value));
  bar.querySelector("[data-picked]").value = [...chosen].filter((id) => !visible.has(id)).join(",");
  const label = bar.querySelector("[data-pick-label]");
  label.textContent = label.dataset.pickLabel.replace("#", chosen.size.toLocaleString("en"));
  bar.querySelector("[data-pick-none]").hidden = false;
}

function pick(some, isChosen) {
  const chosen = picks();
  some.forEach((box) => (isChosen ? chosen.add(box.value) : chosen.delete(box.value)));
  keep(chosen);
  show();
}

// Shift chooses all from the box chosen before.
let before = null;
document.addEventListener("click", (event) => {
  const box = event.target.closest("[data-pick]");
  if (!box) return;
  const here = boxes();
  const from = here.findIndex((other) => other.value === before);
  const to = here.indexOf(box);
  const between = event.shiftKey && from >= 0 ? here.slice(Math.min(from, to), Math.max(from, to) + 1) : [box];
  before = box.value;
  pick(between, box.checked);
});

document.addEventListener("change", (event) => {
  const { target } = event;
  if (target.matches("[data-pick-all]")) pick(boxes(), target.checked);
  if (target.matches("[data-submits]")) target.form.requestSubmit();
});

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-pick-none]")) return;
  keep(new Set());
  show();
});

// The search has asked while one typed. To leave it is no second question: its answer would close the menu that one left it for.
document.addEventListener("change", (event) => event.target.matches("#filters [type=search]") && event.stopPropagation(), true);

// What was chosen has been told to the next page; coming back, one starts anew.
document.addEventListener("submit", (event) => {
  if (event.target.matches(".pick-bar")) keep(new Set());
});

onEach("[data-list]", show);
// A page that the browser kept has the boxes of then.
window.addEventListener("pageshow", show);

// The state that forms outside of the list send along is that of the list.
onEach("[data-list]", (shown) => {
  const query = new URL(shown.dataset.list, window.location.href).search.slice(1);
  document.querySelectorAll("[data-state]").forEach((field) => (field.value = query || "view=all"));
});

// htmx gives the focus back to what has an id and is still there. Of what is gone (the next page, a second order) the rows take its place.
let wasInList = false;
document.addEventListener("htmx:beforeSwap", ({ detail: { target } }) => {
  if (target.id === "list") wasInList = target.contains(document.activeElement);
});
document.addEventListener("htmx:afterSettle", () => {
  if (wasInList && document.activeElement === document.body) document.querySelector("#list .table-scroll")?.focus({ preventScroll: true });
  wasInList = false;
});

// A field of a bulk edit shows its value only where one is to be set.
onEach("[data-way]", (way) => {
  const value = way.closest(".bulk-field").querySelector("[data-way-value]");
  const turn = () => value.classList.toggle("is-idle", !["set", "add", "take"].includes(way.value));
  way.addEventListener("change", turn);
  turn();
});
