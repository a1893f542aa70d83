// On a narrow screen tabs run on beyond the edge: the one that is shown can be seen.
import { onEach } from "./parts.js";

onEach(".tab[aria-current]", (tab) => tab.scrollIntoView({ block: "nearest", inline: "nearest" }));
