// <button data-copy="text" data-done="Copied" hidden>: shown where the browser can copy; says that it has.
import { onEach } from "./parts.js";
import { toast } from "./toasts.js";

const SHOWN_MS = 1500;

onEach("[data-copy]", (button) => {
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.classList.add("is-done");
    toast(button.dataset.done, "success");
    setTimeout(() => button.classList.remove("is-done"), SHOWN_MS);
  });
});
