// A menu is a <details>: a click elsewhere, Escape and another menu close it.
const OPEN = "details.menu[open], details.drawer[open]";

document.addEventListener("click", (event) => {
  document.querySelectorAll(OPEN).forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.target.closest?.("dialog")) return; // one thing at a time: a dialog closes before the menu it came from
  const menu = event.target.closest?.(OPEN) ?? document.querySelector(OPEN);
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
