// The list of 二级指标 follows the 一级指标 of its row. Without this script the list offers all of them.
"use strict";

(() => {
  const follow = (event) => {
    const row = event.target.closest("tr");
    for (const input of row?.querySelectorAll("input[data-follows]") ?? []) {
      const first = row.querySelector(`select[name$="-${input.dataset.follows}"]`);
      const list = first && document.getElementById(`second-levels-${first.value}`);
      input.setAttribute("list", list ? list.id : "second-levels");
    }
  };
  document.addEventListener("focusin", follow);
  document.addEventListener("change", follow);
})();
