/* When the clerk confirms, the page begins to ask how far the import is, while the browser waits for the answer. */
"use strict";

document.addEventListener("submit", (event) => {
  if (event.target.id !== "confirm") return;
  htmx.trigger("#progress", "start");
  // Not disabled at once: a disabled button would not be sent.
  setTimeout(() => event.target.querySelectorAll("button").forEach((button) => { button.disabled = true; }));
});
