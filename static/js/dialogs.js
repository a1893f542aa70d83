// A link with hx-get and hx-target="#dialog-content" opens in the dialog; without JavaScript it is a page.
// <button data-opens="id"> opens a dialog of the page itself; [data-closes] closes the one it stands in.
const dialog = document.getElementById("dialog");
const content = document.getElementById("dialog-content");

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target === content && !dialog.open) dialog.showModal();
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    document.getElementById(opener.dataset.opens)?.showModal();
    return;
  }
  const inside = event.target.closest("dialog[open]");
  const isBackdrop = inside && event.target === inside;
  if (inside && (isBackdrop || event.target.closest("[data-closes]"))) {
    event.preventDefault();
    inside.close();
  }
});

// The answer header HX-Trigger: close-dialog ends it from the server.
document.addEventListener("close-dialog", () => dialog.close());
dialog.addEventListener("close", () => content.replaceChildren());
