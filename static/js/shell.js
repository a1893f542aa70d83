// What every page has. Each module only makes smoother what works without it.
import "./copy.js";
import "./dialogs.js";
import "./menus.js";
import "./preferences.js";
import "./rows.js";
import "./search.js";
import "./selection.js";
import "./shortcuts.js";
import "./tabs.js";
import "./toasts.js";

document.documentElement.classList.add("scripted");
