// Boxes [data-select] of a table, one [data-select-all] for them all, and a [data-selected] bar that tells how many are chosen.
import { onEach } from "./parts.js";

const boxes = () => [...document.querySelectorAll("[data-select]")];

function tell() {
  const all = boxes();
  const chosen = all.filter((box) => box.checked).length;
  document.querySelectorAll("[data-select-all]").forEach((box) => {
    box.checked = chosen > 0 && chosen === all.length;
    box.indeterminate = chosen > 0 && chosen < all.length;
  });
  document.querySelectorAll("[data-selected]").forEach((bar) => {
    bar.dataset.selected = String(chosen);
    bar.querySelectorAll("[data-selected-count]").forEach((place) => (place.textContent = String(chosen)));
  });
}

// Shift chooses all from the box chosen before.
let before = null;
document.addEventListener("click", (event) => {
  const box = event.target.closest("[data-select]");
  if (!box) return;
  const all = boxes();
  if (event.shiftKey && before && all.includes(before)) {
    const [from, to] = [all.indexOf(before), all.indexOf(box)].sort((one, other) => one - other);
    all.slice(from, to + 1).forEach((between) => (between.checked = box.checked));
  }
  before = box;
  tell();
});

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-select-all]")) return;
  boxes().forEach((box) => (box.checked = event.target.checked));
  tell();
});

onEach("[data-selected], .data-table", tell);
