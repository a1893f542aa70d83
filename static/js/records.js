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

document.addEventListener("htmx:afterSettle", (event) => {
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
  form.addEventListener("click", (event) => event.target.closest(".similar a") && changed.delete(form)); // it was there already
});
window.addEventListener("beforeunload", (event) => {
  const form = document.querySelector("[data-guarded]");
  if (form && changed.has(form)) event.preventDefault();
});

// A choice that brings fields along (data-refreshes) shows the form anew with them. What is typed meanwhile stays, and so does the focus.
onEach("[data-refresh]", (button) => (button.hidden = true));
document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-refreshes]");
  if (!form || !form.dataset.refreshes.split(" ").includes(event.target.name)) return;
  // The form is the source: a second choice waits for the answer to the first, and what it holds by then is sent.
  window.htmx.ajax("POST", form.action, { source: form, target: "#fields", values: { refresh: "1" } });
});

let typed = null;
document.addEventListener("htmx:beforeSwap", (event) => {
  const form = event.detail.target.id === "fields" && event.detail.target.closest("form");
  // A picker's own field has no name: it stands for the select before it.
  const place = document.activeElement?.closest(".ts-wrapper")?.previousElementSibling ?? document.activeElement;
  if (form) typed = { form, said: new FormData(form), focused: place?.name };
});
document.addEventListener("htmx:afterSwap", () => {
  if (!typed) return;
  const { form, said } = typed;
  form.querySelectorAll("#fields :is(input, select, textarea)[name]:not([type='hidden'])").forEach((field) => {
    const values = said.getAll(field.name);
    if (["checkbox", "radio"].includes(field.type)) field.checked = values.includes(field.value);
    else if (field.multiple) [...field.options].forEach((option) => (option.selected = values.includes(option.value)));
    else if (values.length) field.value = values[0];
  });
});
// The focus comes last: by now a picker stands where its select was.
document.addEventListener("htmx:afterSettle", () => {
  if (!typed) return;
  const { form, focused } = typed;
  typed = null;
  const again = focused && form.querySelector(`#fields [name='${CSS.escape(focused)}']`);
  // Whoever has gone on to another field since is not called back.
  if (document.activeElement === document.body) (again?.tomselect ?? again)?.focus();
});

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
      window.htmx.ajax("GET", window.location.pathname, { target: "#similar", values: Object.fromEntries(said) });
    }, WAIT_MS);
  };
  form.addEventListener("input", ask);
  form.addEventListener("change", ask);
});
