// Offers the zone of this device where it differs from the chosen one. Without this script one chooses from the list.
const button = document.querySelector("[data-zone-for]");
const list = document.getElementById(button.dataset.zoneFor);
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const known = [...list.options].some((option) => option.value === zone);

function offer() {
  button.hidden = !known || list.value === zone;
}

button.textContent = `${button.dataset.words} ${zone}`;
button.addEventListener("click", () => {
  list.value = zone;
  list.focus();
  offer();
});
list.addEventListener("change", offer);
list.closest(".field, form").append(button);
offer();
