// Tables of inputs: paste from Excel, rows added as needed, Enter and arrows, taking a paste back, exact totals.
// Everything works without this file: the tables are ordinary forms with blank rows.
"use strict";

(() => {
  const TYPED = "input:not([type=hidden]):not([type=checkbox]):not(.position), select, textarea";
  const tables = document.querySelectorAll("table[data-grid], table[data-grid-fixed]");

  const rowsOf = (table) => [...table.tBodies[0].rows].filter((row) => !row.classList.contains("row-note"));
  const cellsOf = (row) => [...row.querySelectorAll(TYPED)];
  // refused: nothing was done, and what stands there has to be read, so it is brought into view.
  const say = (table, words, refused = false) => {
    const place = document.querySelector(`[data-grid-said="${table.dataset.grid ?? table.dataset.gridFixed}"]`);
    if (!place) return;
    place.textContent = words;
    place.classList.toggle("refused", refused);
    if (refused) place.scrollIntoView({ block: "nearest" });
  };

  // ---- Rows ----

  const addRow = (table) => {
    const name = table.dataset.grid;
    const count = document.querySelector(`input[name="${name}-TOTAL_FORMS"]`);
    const pattern = document.querySelector(`template[data-grid-row="${name}"]`);
    if (!pattern || Number(count.value) >= Number(table.dataset.most)) return null;
    const row = pattern.content.cloneNode(true);
    for (const element of row.querySelectorAll("*")) {
      for (const { name: attribute, value } of [...element.attributes]) {
        const filled = value.replaceAll("__prefix__", count.value).replaceAll("__number__", Number(count.value) + 1);
        if (filled !== value) element.setAttribute(attribute, filled);
      }
    }
    const added = row.querySelector("tr");
    added.removeAttribute("id");
    count.value = Number(count.value) + 1;
    table.tBodies[0].append(row);
    return added;
  };

  // ---- Values: a select keeps what it does not know, so that nothing pasted is lost ----

  // Whoever puts tells it once, by `changed`: an event for each of 4,000 pasted cells would keep the page waiting for seconds.
  const put = (cell, text) => {
    if (cell.hasAttribute("data-computed")) return;
    if (cell.tagName === "SELECT") {
      const wanted = text.trim();
      const known = [...cell.options].find((option) => option.text.trim() === wanted || option.value === wanted);
      if (known) cell.value = known.value;
      else cell.append(new Option(wanted, wanted, true, true));
    } else {
      cell.value = cell.tagName === "TEXTAREA" ? text : text.replace(/\s*\n\s*/g, " ").trim();
    }
  };
  const changed = (cell) => cell?.dispatchEvent(new Event("input", { bubbles: true }));

  // What Excel puts on the clipboard: tabs, line ends, and quotes around cells that hold either. Any other quote is a
  // character of its cell: “三公” typed with straight quotes stays as it is. Blank lines at the end are none of the table's.
  const QUOTED = /"((?:[^"]|"")*[\t\n](?:[^"]|"")*)"(?=[\t\n]|$)/y;
  const parse = (text) => {
    const rows = [[""]];
    const clean = text.replace(/\r\n?/g, "\n").replace(/\n[\t\n ]*$/, "");
    for (let at = 0; at < clean.length; at++) {
      const row = rows[rows.length - 1];
      if (clean[at] === "\t") row.push("");
      else if (clean[at] === "\n") rows.push([""]);
      else {
        QUOTED.lastIndex = at;
        const whole = row[row.length - 1] === "" && clean[at] === '"' && QUOTED.exec(clean);
        row[row.length - 1] += whole ? whole[1].replaceAll('""', '"') : clean[at];
        if (whole) at = QUOTED.lastIndex - 1;
      }
    }
    return rows;
  };

  const pasted = [];
  const paste = (table, cell, block) => {
    const row = rowsOf(table).indexOf(cell.closest("tr"));
    const column = cellsOf(cell.closest("tr")).indexOf(cell);
    const changes = [];
    const head = window.gridHeads.judge(table, cellsOf(cell.closest("tr")), column, block);
    if (head.differences.length) {
      say(table, `没有粘贴：所复制的表头与本表从所选单元格起的列不一致。${head.differences.join("；")}。${head.remedy}`, true);
      return;
    }
    block = block.slice(head.lines);
    if (!block.length) { say(table, "没有粘贴：复制的内容只有表头，没有数据。请连同数据一起复制。", true); return; }
    const rows = rowsOf(table);
    let added = 0, lostRows = 0, lostCells = 0;
    block.forEach((values, down) => {
      if (!rows[row + down]) {
        const fresh = table.dataset.grid && addRow(table);
        if (!fresh) { lostRows++; return; }
        rows.push(fresh);
        added++;
      }
      const cells = cellsOf(rows[row + down]);
      values.forEach((value, right) => {
        const target = cells[column + right];
        if (!target) { if (value.trim()) lostCells++; return; }
        changes.push([target, target.value]);
        put(target, value);
      });
    });
    pasted.push({ table, changes });
    const mark = table.closest("form")?.elements.pasted;
    if (mark) mark.value = "1";
    let words = `已粘贴 ${block.length - lostRows} 行${added ? `，其中新增 ${added} 行` : ""}。按 Ctrl+Z 可撤销。`;
    if (head.lines) words += `${head.lines > 1 ? `前 ${head.lines} 行` : "首行"}是表头，没有粘贴。`;
    if (lostRows) words += `另有 ${lostRows} 行超出表格，没有粘贴，请分次填写。`;
    if (lostCells) words += `另有 ${lostCells} 格超出最右一列，没有粘贴，请核对起始单元格。`;
    say(table, words);
    changed(cell);
  };

  // ---- Totals, to the cent: BigInt, never a float ----

  const cents = (text) => {
    const plain = text.normalize("NFKC").replace(/[\s\u2212]/g, (sign) => (sign === "\u2212" ? "-" : ""));
    const found = /^(-?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,2}))?$/.exec(plain);
    if (!found) return null;
    const amount = BigInt(found[2].replaceAll(",", "") + (found[3] ?? "").padEnd(2, "0"));
    return found[1] ? -amount : amount;
  };
  const grouped = (amount) => {
    const size = amount < 0n ? -amount : amount;
    const whole = (size / 100n).toString().replace(/\B(?=(\d{3})+$)/g, ",");
    return `${amount < 0n ? "-" : ""}${whole}.${String(size % 100n).padStart(2, "0")}`;
  };
  const total = (table) => {
    for (const output of table.querySelectorAll("output[data-sum]")) {
      // A long table has its other rows on other pages: what they add up to is given.
      const rest = output.dataset.rest ? cents(output.dataset.rest) : null;
      let sum = rest ?? 0n, counted = rest === null ? 0 : 1, unread = 0;
      for (const row of rowsOf(table)) {
        if (row.querySelector("input[name$='-remove']")?.checked) continue;
        const cell = row.querySelector(`[name$='-${output.dataset.sum}']`);
        if (!cell?.value.trim()) continue;
        const amount = cents(cell.value);
        if (amount === null) unread++;
        else { sum += amount; counted++; }
      }
      output.textContent = (counted ? grouped(sum) : "") + (unread ? `（${unread} 格无法识别，未计入）` : "");
    }
  };

  // ---- Keys ----

  const move = (table, cell, step) => {
    const row = rowsOf(table).indexOf(cell.closest("tr"));
    const column = cellsOf(cell.closest("tr")).indexOf(cell);
    if (!rowsOf(table)[row + step] && step > 0 && table.dataset.grid) addRow(table);
    const next = rowsOf(table)[row + step];
    const target = next && cellsOf(next)[column];
    if (!target) return;
    target.focus();
    target.select?.();
  };

  for (const table of tables) {
    table.addEventListener("paste", (event) => {
      const cell = event.target.closest(TYPED);
      const text = event.clipboardData?.getData("text/plain") ?? "";
      const isBlock = /\t|\n(?!$)/.test(text.replace(/\r\n?/g, "\n"));
      const isProse = cell?.tagName === "TEXTAREA" && !text.includes("\t");
      if (!cell || !isBlock || isProse) return;
      event.preventDefault();
      paste(table, cell, parse(text));
    });
    table.addEventListener("input", () => total(table));
    table.addEventListener("change", () => total(table));
    table.addEventListener("keydown", (event) => {
      const cell = event.target;
      if (!cell.matches(TYPED) || event.isComposing || event.altKey) return;
      const last = pasted[pasted.length - 1];
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !event.shiftKey && last?.table === table) {
        event.preventDefault();
        pasted.pop();
        for (const [target, value] of last.changes.reverse()) put(target, value);
        changed(cell);
        say(table, "已撤销粘贴。");
        return;
      }
      if (event.ctrlKey || event.metaKey || cell.tagName !== "INPUT") return;
      const isList = cell.hasAttribute("list"); // there the arrows choose from the list
      if (event.key === "Enter") { event.preventDefault(); move(table, cell, event.shiftKey ? -1 : 1); }
      else if (event.key === "ArrowDown" && !isList) { event.preventDefault(); move(table, cell, 1); }
      else if (event.key === "ArrowUp" && !isList) { event.preventDefault(); move(table, cell, -1); }
    });
    // Typing after a paste: what Ctrl+Z means then is the browser's affair again.
    table.addEventListener("beforeinput", () => { pasted.length = 0; });
    total(table);
  }

  for (const button of document.querySelectorAll("button[data-grid-add]")) {
    button.addEventListener("click", (event) => {
      const table = document.querySelector(`table[data-grid="${button.dataset.gridAdd}"]`);
      event.preventDefault();
      if (!addRow(table)) { say(table, "已达到一张表的最多行数。"); return; }
      const rows = rowsOf(table);
      cellsOf(rows[rows.length - 1])[0]?.focus();
      say(table, "已增加一行。");
    });
  }
})();
