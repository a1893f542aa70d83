// Pages of records: fields that are edited in place, forms that must not be lost, fields that come with a choice, and what may be meant.
import { onEach } from "./parts.js";

// In place: Escape is Cancel, Ctrl+Enter saves long texts too (Enter saves the others by itself), and the keyboard stays where it was.
document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("[data-inline]");
  if (!form || event.isComposing) return;
  if (event.key === "Escape") {
    event.preventDefault();
    form.querySelector("[data-cancels]").click();
  } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit();
  }
});

document.addEventListener("htmx:afterSwap", (event) => {
  const place = event.detail.target;
  if (!place.id?.startsWith("fact-")) return;
  const field = place.querySelector("[aria-invalid='true'], .inline-edit :is(input, select, textarea):not([type='hidden'])");
  const wanted = field ?? place.querySelector(".fact-edit");
  if (wanted?.tomselect) wanted.tomselect.focus();
  else wanted?.focus();
});

// Other fields that are open know the version before this one was saved: it was ours, so it is no conflict.
document.addEventListener("record-saved", (event) => {
  const { before, after } = event.detail;
  document.querySelectorAll("[data-inline] [name='ifVersion']").forEach((field) => {
    if (field.value === String(before)) field.value = String(after);
  });
});

// A form that was changed asks before it is left.
const changed = new WeakSet();
onEach("[data-guarded]", (form) => {
  if (document.querySelector(".form-errors, .similar.is-asking")) changed.add(form);
  form.addEventListener("input", () => changed.add(form));
  form.addEventListener("change", () => changed.add(form));
  form.addEventListener("submit", () => changed.delete(form));
});
window.addEventListener("beforeunload", (event) => {
  const form = document.querySelector("[data-guarded]");
  if (form && changed.has(form)) event.preventDefault();
});

// A template or a type brings fields along: the form is shown anew with them, and what was typed stays.
onEach("[data-refresh]", (button) => (button.hidden = true));
document.addEventListener("change", async (event) => {
  const form = event.target.closest("[data-guarded]");
  if (!form || !["template", "type"].includes(event.target.name)) return;
  const sent = new URLSearchParams(new FormData(form));
  sent.set("refresh", "1");
  const { name } = event.target;
  await window.htmx.ajax("POST", form.action, { target: "#fields", swap: "outerHTML", values: Object.fromEntries(lists(sent)) });
  document.querySelector(`#fields [name='${name}']`)?.focus();
});

function lists(sent) {
  return [...new Set(sent.keys())].map((key) => [key, sent.getAll(key)]);
}

// What is being typed may be there already.
const WAIT_MS = 350;
onEach("[data-watched]", (mark) => {
  const form = mark.closest("form");
  let waiting;
  const ask = (event) => {
    if (!event.target.matches(mark.dataset.watched)) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const said = [...form.querySelectorAll(mark.dataset.watched)].map((field) => [field.name, field.value]);
      window.htmx.ajax("GET", window.location.pathname, { target: "#similar", swap: "outerHTML", values: Object.fromEntries(said) });
    }, WAIT_MS);
  };
  form.addEventListener("input", ask);
  form.addEventListener("change", ask);
});
