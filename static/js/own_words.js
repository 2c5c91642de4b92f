// Figures are inserted at the cursor and found by typing a part of their name. Without this script their numbers are copied.
"use strict";

(() => {
  const area = document.querySelector("textarea[data-own-words]");
  const figures = document.querySelector("[data-figures]");
  if (!area || !figures || area.matches(":disabled")) return;

  figures.querySelector("[data-figures-hint]").textContent = "先在上面的文字中单击要插入的位置，再单击数据名称。";
  for (const row of figures.querySelectorAll("tr[data-figure]")) {
    const name = row.querySelector(".figure-name");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link";
    button.textContent = name.textContent;
    button.title = "插入到文字中";
    button.addEventListener("click", () => insert(row.dataset.figure));
    name.replaceChildren(button);
  }

  function insert(text) {
    area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.focus();
  }

  const filter = figures.querySelector(".figure-filter");
  const said = figures.querySelector("[data-figures-said]");
  const words = filter.querySelector("input");
  filter.hidden = false;
  words.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  words.addEventListener("input", () => {
    const wanted = words.value.trim();
    let found = 0;
    for (const group of figures.querySelectorAll("details")) {
      let here = 0;
      for (const row of group.querySelectorAll("tr[data-figure]")) {
        row.hidden = Boolean(wanted) && !row.textContent.includes(wanted);
        here += row.hidden ? 0 : 1;
      }
      group.hidden = here === 0;
      group.open = Boolean(wanted) && here > 0;
      found += here;
    }
    said.textContent = wanted ? `找到 ${found} 项` : "";
  });
})();
