// Runs a function on each element that matches, now and in every part that htmx puts into the page later.
export function onEach(selector, prepare) {
  const within = (root) => {
    if (root.matches?.(selector)) prepare(root);
    root.querySelectorAll(selector).forEach(prepare);
  };
  within(document);
  document.addEventListener("htmx:load", (event) => {
    if (event.detail.elt !== document.body) within(event.detail.elt);
  });
}
