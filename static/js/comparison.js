// 只看缺原因的: the lines that changed, without those that need no reason or have one. Nothing is hidden without this file.
"use strict";

(() => {
  const section = document.querySelector(".changes");
  const button = section?.querySelector("[data-only-missing]");
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    const only = section.classList.toggle("only-missing");
    button.setAttribute("aria-pressed", String(only));
  });
})();
