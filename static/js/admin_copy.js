// <button data-copy="text" data-done="Copied" hidden>, in the admin: shown where the browser can copy; then says that it has.
// copy.js says it by a toast, which only our own pages have.
for (const button of navigator.clipboard ? document.querySelectorAll("[data-copy]") : []) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = button.dataset.done;
  });
}
