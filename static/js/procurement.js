// The procurement table: its computed columns, and the search in the catalogue, which without this script is a page of its own.
"use strict";

// A table pasted with its sums has a value for the computed columns too: it is skipped, the system reckons them.
document.addEventListener("input", (event) => {
  if (event.target.matches("[data-computed]")) event.target.value = event.target.defaultValue;
});

(() => {
  const panel = document.querySelector("[data-catalogue-panel]");
  if (!panel) return;
  const form = panel.querySelector("form");
  const results = panel.querySelector("[data-catalogue-results]");
  const hint = panel.querySelector("[data-catalogue-hint]");
  let target = null;
  let asked = 0;
  let waiting;

  hint.textContent = "先单击下表中要填写的“政府采购目录序号”，再查询并单击查到的品目，编码即填入该行。";

  document.addEventListener("focusin", (event) => {
    const cell = event.target.closest('[data-catalogue="code"]');
    if (!cell) return;
    target = cell;
    hint.textContent = `单击查到的品目，编码填入第 ${rowNumber(cell)} 行。`;
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    search();
  });
  form.elements.q.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(search, 250);
  });
  results.addEventListener("click", (event) => {
    const button = event.target.closest("[data-catalogue-pick]");
    if (button) fill(button.dataset.cataloguePick);
  });

  async function search() {
    const mine = ++asked;
    if (!form.elements.q.value.trim()) {
      results.replaceChildren();
      return;
    }
    const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
    try {
      const answer = await fetch(address, { headers: { "X-Requested-With": "fetch" } });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const text = await answer.text();
      if (mine === asked) results.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
    } catch {
      if (mine === asked) hint.textContent = "没有查到：网络中断或登录已过期。您填写的内容仍在页面上，请稍后再查。";
    }
  }

  function fill(code) {
    const cell = target?.isConnected ? target : firstEmpty();
    if (!cell) return;
    cell.value = code;
    cell.dispatchEvent(new Event("input", { bubbles: true }));
    cell.dispatchEvent(new Event("change", { bubbles: true }));
    cell.focus();
  }

  function firstEmpty() {
    return [...document.querySelectorAll('tbody [data-catalogue="code"]')].find((cell) => !cell.value.trim());
  }

  function rowNumber(cell) {
    return [...cell.closest("tbody").querySelectorAll('[data-catalogue="code"]')].indexOf(cell) + 1;
  }
})();
