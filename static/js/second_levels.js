// The list of 二级指标 follows the 一级指标 of its row. Without this script the list offers all of them.
"use strict";

document.addEventListener("focusin", (event) => {
  const input = event.target.closest("input[data-follows]");
  if (!input) return;
  const first = input.closest("tr").querySelector(`select[name$="-${input.dataset.follows}"]`);
  const list = first && document.getElementById(`second-levels-${first.value}`);
  input.setAttribute("list", list ? list.id : "second-levels");
});
