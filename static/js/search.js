// A field that suggests: what htmx puts into the list that data-suggestions names is walked through by arrows, opened by Enter, left by
// Esc (WAI-ARIA, combobox with a listbox). The focus stays in the field. Without JavaScript it is the plain field it was.
import { onEach } from "./parts.js";

onEach("input[data-suggestions]", (field) => {
  const list = document.getElementById(field.dataset.suggestions);
  if (!list) return;
  const options = () => [...list.querySelectorAll('[role="option"]')];
  const chosen = () => list.querySelector('[aria-selected="true"]');
  Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" }).forEach(([name, value]) =>
    field.setAttribute(name, value),
  );

  const show = (isOpen) => {
    list.hidden = !isOpen;
    field.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) choose(null);
  };
  const choose = (option) => {
    options().forEach((one) => one.setAttribute("aria-selected", String(one === option)));
    if (option) field.setAttribute("aria-activedescendant", option.id);
    else field.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  };
  const step = (by) => {
    const all = options();
    const place = all.indexOf(chosen());
    choose(all[(place < 0 && by < 0 ? all.length : place) + by] ?? null);
  };
  const keys = {
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    Home: () => choose(options()[0]),
    End: () => choose(options().at(-1)),
    Enter: () => chosen().click(),
  };

  list.addEventListener("htmx:afterSwap", () => show(options().length > 0 && document.activeElement === field));
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault(); // the browser would empty the field as well
      show(false);
    } else if (event.key === "ArrowDown" && list.hidden && options().length) {
      event.preventDefault();
      show(true);
    } else if (!list.hidden && event.key in keys && (chosen() || event.key.startsWith("Arrow"))) {
      event.preventDefault();
      keys[event.key]();
    }
  });
  field.addEventListener("focusout", (event) => list.contains(event.relatedTarget) || show(false));
  field.addEventListener("focus", () => options().length && field.value && show(true));
  // A click would take the focus from the field first, and the list with it.
  list.addEventListener("mousedown", (event) => event.preventDefault());
});
