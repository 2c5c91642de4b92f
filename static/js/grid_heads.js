// Heads of pasted blocks. A head says what the columns below it mean: a block whose head is the table's own from the
// cell pasted into goes in without it, any other head stops the paste, because a column that is placed under another name, or
// 万元 that are placed as 元, look like good figures afterwards.
//
// gridHeads.judge(table, cells, column, block) → { lines, differences, remedy }
//   cells   the inputs of the row pasted into; column: the place among them of the cell pasted into; block: rows of texts
//   lines   how many of the block's first lines are its head; 0: it has none
//   differences  what in the head is not this table's, in words; remedy: what to do then
"use strict";

window.gridHeads = (() => {
  const MOST_LINES = 6; // of a head, with what stands above it
  const MOST_DIFFERENCES = 3; // told at once

  // ---- The words of a head, without what only sets them: blanks, line breaks, full width ----

  const plain = (words) => words.normalize("NFKC").replace(/[\s*:\u200b\ufeff]/g, "");
  const shown = (words) => { const line = words.trim().replace(/\s+/g, " "); return line.length > 20 ? `${line.slice(0, 20)}…` : line; };
  const UNIT = "(?:人民币)?((?:百万|千万|[亿万千百])元?|元)";
  const IS_UNIT = new RegExp(`^(?:(?:金额|计量|货币)?单位)?${UNIT}$`);
  const ENDS_WITH_UNIT = /[/,、-]?((?:百万|千万|[亿万千百])?元)$/;
  const unitOf = (words) => IS_UNIT.exec(words)?.[1].replace(/元?$/, "元") ?? "";
  const HOW_TO_FILL = /^(?:必填|选填|可不填|照表填写?|不用填写?|系统计算)$/;

  // { name, unit, remarks }: 金额（万元） is 金额 in 万元; what else stands in brackets may mean another column: （执行数）.
  const read = (words) => {
    const head = { name: "", unit: "", remarks: [], shown: shown(words) };
    let name = plain(words).replace(/[([【](.*?)[)\]】]/g, (all, inside) => {
      if (unitOf(inside)) head.unit = unitOf(inside);
      else if (inside && !HOW_TO_FILL.test(inside)) head.remarks.push(inside);
      return "";
    });
    if (unitOf(name)) { head.unit = unitOf(name); name = ""; }
    else if (ENDS_WITH_UNIT.test(name)) { head.unit = ENDS_WITH_UNIT.exec(name)[1]; name = name.replace(ENDS_WITH_UNIT, ""); }
    head.name = name;
    return head;
  };

  // ---- The table's own columns ----

  // The words over each column, from the top down: a head of three rows has a path for each column.
  const pathsOf = (table) => {
    const taken = [...(table.tHead?.rows ?? [])].map(() => []);
    [...(table.tHead?.rows ?? [])].forEach((row, down) => {
      let at = 0;
      for (const cell of row.cells) {
        while (taken[down][at]) at++;
        for (let y = down; y < Math.min(down + cell.rowSpan, taken.length); y++) {
          for (let x = at; x < at + cell.colSpan; x++) taken[y][x] = cell;
        }
      }
    });
    const breadth = Math.max(0, ...taken.map((row) => row.length));
    return Array.from({ length: breadth }, (_, at) => [...new Set(taken.map((row) => row[at]).filter(Boolean))].map((cell) => read(cell.textContent)));
  };

  // { path, names, shown } of each cell: a cell is known by the words over it and by its label (cards have no head).
  const columnsOf = (table, cells) => {
    const paths = pathsOf(table);
    return cells.map((cell) => {
      const place = cell.closest("td, th");
      const path = paths[place.cellIndex] ?? [];
      const row = plain(place.parentElement.querySelector("th[scope=row]")?.textContent ?? "");
      const label = plain(place.querySelector("label")?.textContent || cell.getAttribute("aria-label") || "").replace(/^第\d+行/, "");
      const called = read(row && label.startsWith(row) ? label.slice(row.length) : label);
      const leaf = path[path.length - 1] ?? called;
      return { above: path.slice(0, -1), names: [leaf, called].filter((head) => head.name), unit: leaf.unit || called.unit || "元", shown: leaf.shown || called.shown };
    });
  };

  // ---- What is a head ----

  // A column's name as tables of this field have it, put together from these words; anything else is content.
  const ABOUT = "(?:19|20)\\d\\d年?度?|上一?年度?|本年度?|去年|今年|当年|前年|年初|年末|全年|合计|其中|所属|主管|归口|政府|部门|单位|机构|预算|采购|集中|政府采购|目录"
    + "|项目|品目|物品|商品|货物|服务|标的|支出|收入|经费|资金|经济|功能|分类|科目|明细|基本|人员|公用|财政|一般公共预算|政府性?基金|拨款|资产|指标|绩效"
    + "|[一二三四]级|类|款|项|打印|公开|计划|预计|批复|申报|安排|申请|核定|调整|计量|会计|总|新|原";
  const NAMES = "名称|全称|简称|名|编码|代码|编号|码|序号|科目|金额|数额|总额|预算数|执行数|决算数|完成数|预算额|备注|摘要|附注|性质|类别"
    + "|经办人|联系人|负责人|填报人|联系电话|增减变化原因|增减额|增减幅度|变动原因";
  const MEASURES = "上一?年度?|本年度?|去年|今年|当年|(?:19|20)\\d\\d年度?|数量|单价|总价|价格|价值|单位|规格|型号|标准|内容|说明|方式|形式|日期|时间|依据|原因|用途|预算|来源|渠道|类型|分类|额|数|级别|小计|合计|总计|支出|收入|拨款|资金|经费";
  const IS_NAME = new RegExp(`^(?:${ABOUT})*(?:${NAMES}|类款项|类项目)$|^(?:序号?|行次|栏次|号)$`);
  const IS_MEASURE = new RegExp(`^(?:${ABOUT})*(?:${MEASURES})$`);
  const TOTALS = /^(?:合计|总计|小计|其中)$/; // as often the first cell of a line of figures
  const NOT_YET = /^(?:[-—–/\\.]+|[无未待约暂不空若].*|#.*)$/; // stands where a figure would
  const YEAR = /^(?:19|20)\d\d(?:年度?)?$/;
  const NUMBER = /^[-+(]*[¥$]?[-+]?\d[\d,]*(?:\.\d+)?\)?(?:%|[^\d年月]{0,3})\)?$/;
  const CODE = /^\d{3,}(?!\d*年)|^[A-Za-z]\d{2,}|^(?=.*\d)[\dA-Za-z-]{5,}$|^\d+年\d+月|^\d+月\d+日/;
  const LONGEST_NAME = 30;

  const offersOf = new WeakMap();
  const offers = (cell) => {
    if (!cell) return new Set();
    const source = cell.tagName === "SELECT" ? cell : cell.list;
    if (!source) return new Set();
    if (!offersOf.has(source)) {
      const texts = [...source.options].flatMap((option) => {
        const text = cell.tagName === "SELECT" ? option.text : option.value;
        return [text, text.trim().split(/\s+/).slice(1).join("")]; // 30201 办公费 is meant by 办公费 too
      });
      offersOf.set(source, new Set(texts.map(plain).filter(Boolean)));
    }
    return offersOf.get(source);
  };

  const takesNumbers = (cell) => !cell || cell.matches("[inputmode=decimal], [data-computed]");
  const isFigure = (words, cell) => NUMBER.test(words) && (takesNumbers(cell) || /[.,¥%()元-]/.test(words));

  const finder = (table, cells, column, block) => {
    const own = new Set();
    for (const other of document.querySelectorAll("table[data-grid], table[data-grid-fixed]")) {
      for (const head of pathsOf(other).flat()) own.add(head.name);
    }
    for (const each of columnsOf(table, cells)) for (const head of each.names) own.add(head.name);
    const target = (right) => cells[column + right];
    const isContent = (words, right) =>
      offers(target(right)).has(words) || (!YEAR.test(words) && (NUMBER.test(words) || CODE.test(words))) || words.length > LONGEST_NAME;
    // Words over figures: no column holds both.
    const standsOverFigures = (line, right) => {
      const below = block.slice(line + 1).map((values) => plain(values[right] ?? "")).filter((words) => words && !NOT_YET.test(words));
      return below.length > 0 && below.filter((words) => isFigure(words, target(right))).length * 2 > below.length;
    };
    const said = (line) => block[line].map((words, right) => [plain(words), right, words]).filter(([words]) => words);
    const hasContent = (line) => said(line).some(([words, right]) => isContent(words, right));
    const isYears = (line) => {
      const years = said(line).map(([words]) => words);
      return years.length > 1 && years.every((year) => YEAR.test(year)) && new Set(years).size === years.length && Math.abs(parseInt(years[0]) - parseInt(years[1])) === 1;
    };
    const isHead = (line) => {
      const all = said(line);
      const open = all.filter(([words, right]) => !isContent(words, right)).map(([words, right, whole]) => ({ right, words, ...read(whole) }));
      if (open.some((head) => own.has(head.name) && !TOTALS.test(head.name))) return true;
      if (open.some((head) => head.unit && !/\d/.test(head.name))) return true;
      if (isYears(line)) return true;
      if (open.length < all.length) return false;
      const measures = open.filter((head) => IS_MEASURE.test(head.name) || IS_NAME.test(head.name));
      if (open.some((head) => IS_NAME.test(head.name))) return true;
      if (measures.length > 1 && measures.length * 2 >= open.length && measures.some((head) => !TOTALS.test(head.name))) return true;
      return open.some((head) => !NOT_YET.test(head.words) && !/^\d+$/.test(head.words) && standsOverFigures(line, head.right));
    };
    return { said, hasContent, isHead };
  };

  // How many lines are the head: with a title or 单位：万元 above it, and all its rows.
  const linesOf = ({ said, hasContent, isHead }, block) => {
    let lines = 0;
    for (let line = 0; line < Math.min(block.length, MOST_LINES); line++) {
      if (isHead(line)) lines = line + 1;
      else if (said(line).length && (lines || hasContent(line))) break;
    }
    return lines;
  };
  const isNumbering = (values) => {
    const words = values.map(plain).filter((each) => each && each !== "栏次" && each !== "行次");
    return words.length > 2 && words.every((each, at) => Number(each) === at + 1);
  };

  // ---- What differs ----

  const isSame = (own, head) => own.names.some((name) => name.name === head.name && head.remarks.every((remark) => name.remarks.includes(remark)));
  const isAbove = (own, head) => own.above.some((name) => name.name === head.name && head.remarks.every((remark) => name.remarks.includes(remark)));

  const judge = (table, cells, column, block) => {
    const lines = linesOf(finder(table, cells, column, block), block);
    if (!lines) return { lines: 0, differences: [], remedy: "" };
    const columns = columnsOf(table, cells).slice(column);
    const order = [], units = [], others = [];
    const head = block.slice(0, lines);
    if (block[lines] && isNumbering(block[lines])) others.push("表头下面还有一行栏次");
    const breadth = Math.max(...block.map((values) => values.length));
    for (let right = 0; right < breadth; right++) {
      const rows = head.map((values) => read(values[right] ?? "")).filter((each) => each.name || each.unit);
      const own = columns[right], place = `第 ${right + 1} 列`;
      const named = rows[rows.length - 1];
      if (!named) {
        if (block.slice(lines).some((values) => plain(values[right] ?? ""))) order.push(`${place}没有列名，下面却有内容`);
        continue;
      }
      const unit = rows.find((each) => each.unit && each.unit !== (own?.unit ?? "元"));
      if (unit) units.push(`${place}“${unit.shown}”以${unit.unit}为单位，本表以元为单位`);
      if (!named.name) { if (!unit) others.push(`表头之外还有“${named.shown}”`); continue; }
      if (!own) order.push(`${place}“${named.shown}”在本表此处没有对应的列`);
      else if (!isSame(own, named)) order.push(`${place}是“${named.shown}”，本表此处是“${own.shown}”`);
      else {
        const stray = rows.slice(0, -1).find((each) => !each.unit && !isAbove(own, each) && !isSame(own, each));
        if (stray) others.push(`${place}上方还有“${stray.shown}”`);
      }
    }
    const differences = [...units, ...order, ...others];
    const told = differences.slice(0, MOST_DIFFERENCES);
    if (differences.length > MOST_DIFFERENCES) told.push(`共有 ${differences.length} 处不一致`);
    const names = columns.slice(0, Math.max(breadth, 2)).map((own) => own.shown).join("、");
    const remedy = [
      units.length ? "请先把金额换算成元，改好表头里的单位；" : "",
      order.length || others.length ? `请把各列排成本表的顺序（${names}）再复制；` : "",
      "或者只复制数据，不带表头，单击对应的单元格后粘贴；也可以用“导入”。",
    ].join("");
    return { lines, differences: told, remedy };
  };

  return { judge };
})();
