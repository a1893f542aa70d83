// Toasts: what the server says behind a part of a page, what scripts say, and what went wrong with a request of htmx.
import { onEach } from "./parts.js";

const place = document.getElementById("toasts");
const pattern = document.getElementById("toast");

export function toast(text, level = "info") {
  const item = pattern.content.firstElementChild.cloneNode(true);
  item.classList.add(level);
  item.querySelector(".notice-text").textContent = text;
  place.append(item);
}

// Success goes by itself; what went wrong stays until it is dismissed.
const SHOWN_MS = 8000;
new MutationObserver((changes) => {
  changes.flatMap((change) => [...change.addedNodes]).forEach((item) => {
    if (item.matches?.(".success, .info")) leave(item);
  });
}).observe(place, { childList: true });

function leave(item) {
  setTimeout(() => (item.matches(":hover, :focus-within") ? leave(item) : item.remove()), SHOWN_MS);
}

onEach("[data-dismiss]", (button) => (button.hidden = false));
document.addEventListener("click", (event) => event.target.closest("[data-dismiss]")?.closest(".notice").remove());

// An error answers with a page of ours: its heading is what there is to say.
document.addEventListener("htmx:responseError", (event) => {
  const page = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
  toast(page.querySelector("h1")?.textContent.trim() ?? event.detail.xhr.statusText, "error");
});
document.addEventListener("htmx:sendError", () => toast(place.dataset.offline, "error"));
document.addEventListener("toast", (event) => toast(event.detail.text ?? event.detail.value, event.detail.level));
