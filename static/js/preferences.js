// Theme and density change at once, and the server keeps them. The browser's time zone is told by a cookie.
const root = document.documentElement;
const form = document.querySelector("[data-appearance]");

form?.addEventListener("submit", (event) => {
  const { name, value } = event.submitter ?? {};
  if (!name) return;
  event.preventDefault();
  const sent = new FormData(form, event.submitter);
  show(name, value);
  fetch(form.action, { method: "POST", body: sent, redirect: "manual" });
});

function show(name, value) {
  if (name === "density") root.dataset.density = value;
  else if (value === "auto") delete root.dataset.bsTheme;
  else root.dataset.bsTheme = value;
  form.querySelectorAll(`[name="${name}"]`).forEach((button) => button.setAttribute("aria-pressed", String(button.value === value)));
  document.dispatchEvent(new CustomEvent("preferences-changed"));
}

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const YEAR_S = 365 * 24 * 60 * 60;
if (zone && !document.cookie.split("; ").includes(`zone=${zone}`)) {
  document.cookie = `zone=${zone}; path=/; max-age=${YEAR_S}; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
}
