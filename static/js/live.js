// The check while somebody types. htmx sends what was touched of the form (touched.js) and swaps the list of findings; this
// file puts what belongs beside the fields there. No input is replaced, moved or changed: only notes, marks and messages come and go.
"use strict";

(() => {
  // Styles and evaluated text are not for this site (its headers refuse them); set before htmx starts.
  htmx.config.includeIndicatorStyles = false;
  htmx.config.allowEval = false;

  const form = document.querySelector("form.part[hx-post]");
  if (!form) return;
  const MOST_TIMES = 3;
  const said = document.getElementById("live-said");
  let last = "";

  // ---- Asking ----

  document.body.addEventListener("htmx:configRequest", (event) => {
    if (event.target !== form) return;
    // Signing in again in another window has changed the token.
    const token = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie);
    if (token) event.detail.parameters.csrfmiddlewaretoken = token[1];
  });

  const say = (words) => { if (said.textContent !== words) said.textContent = words; };
  document.body.addEventListener("htmx:responseError", (event) => {
    if (event.detail.elt !== form) return;
    say(event.detail.xhr.status === 401 ? "登录已到期，未能核验。请在新窗口登录，您填写的内容仍在。" : "未能核验，保存时再核验。");
  });
  document.body.addEventListener("htmx:sendError", (event) => {
    if (event.detail.elt === form) say("网络中断，未能核验。您填写的内容仍在。");
  });
  // 204: somebody is saving just now. Asked again a little later, and not for ever.
  let again = 0;
  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt !== form) return;
    if (event.detail.xhr.status !== 204) { again = 0; return; }
    if (++again <= MOST_TIMES) setTimeout(() => htmx.trigger(form, "live-again"), 1500);
    else { again = 0; say("暂时未能核验，保存时再核验。"); }
  });
  // The same words are not read out twice.
  document.body.addEventListener("htmx:oobBeforeSwap", (event) => {
    if (event.detail.target !== said) return;
    const words = event.detail.fragment.textContent.trim();
    event.detail.shouldSwap = words !== last;
    last = words;
  });

  // ---- Showing ----

  // Told to be missing by the last save, and still missing: the check does not ask for what is blank, so the message stays.
  const isMissing = (field) => Boolean(field?.matches("[aria-invalid]") && !field.value?.trim() && document.getElementById(`${field.id}_error`));

  const clear = () => {
    for (const old of form.querySelectorAll(".live-note, .live-mark, .live-error")) old.remove();
    // What was found when the page was opened is judged anew by every answer; findings over the whole document stay.
    for (const old of form.querySelectorAll(".row-findings > [data-needs=budget], .mark[data-needs=budget]")) old.remove();
    for (const list of form.querySelectorAll(".row-findings")) {
      if (!list.children.length) (list.closest("tr.row-note") ?? list).remove();
    }
    for (const field of form.querySelectorAll("[aria-invalid]")) {
      if (isMissing(field)) continue;
      field.removeAttribute("aria-invalid");
      const ids = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && !/_(error|live)$/.test(id));
      if (ids.length) field.setAttribute("aria-describedby", ids.join(" "));
      else field.removeAttribute("aria-describedby");
    }
    for (const list of form.querySelectorAll(".errorlist")) {
      if (!isMissing(document.getElementById(list.id.replace(/_error$/, "")))) list.remove();
    }
    for (const wrong of form.querySelectorAll(".wrong")) {
      if (!wrong.querySelector(".errorlist")) wrong.classList.remove("wrong");
    }
  };

  // A row that was typed just now is known by the name of its inputs. Nothing is asked of the form here, not even `form.contains`:
  // a form takes each property for the name of a field first, and lists its fields anew after every note that was put in.
  let rows = new Map();
  const findRows = () => {
    rows = new Map();
    for (const key of form.querySelectorAll("input[name$='-id']")) rows.set(key.name.slice(0, -3), key.closest("tr"));
  };
  const placeOf = (name) => {
    const place = document.getElementById(name) ?? rows.get(name);
    return place?.closest("form") === form ? place : null;
  };

  const showBeside = (piece) => {
    const place = placeOf(piece.dataset.livePlace);
    if (!place) return;
    const list = piece.querySelector("ul");
    if (!place.matches("tr")) {
      list.classList.add("live-note");
      place.append(list);
      return;
    }
    const row = document.createElement("tr");
    row.className = "row-note live-note";
    const cell = row.insertCell();
    cell.colSpan = [...place.cells].reduce((sum, each) => sum + each.colSpan, 0);
    cell.append(list);
    place.after(row);
  };

  const showMarks = (piece) => {
    for (const name of piece.dataset.liveMarks.split(" ")) {
      const place = placeOf(name);
      if (place) (place.matches("tr") ? place.cells[0] : place).append(piece.firstElementChild.cloneNode(true));
    }
  };

  const showProblem = (piece) => {
    const field = document.getElementById(piece.dataset.liveProblem);
    const list = piece.querySelector("ul");
    if (field?.closest("form") !== form) return;
    list.classList.add("live-error");
    if (!field.matches("input, select, textarea")) { field.prepend(list); return; }
    list.id = `${field.id}_live`;
    field.after(list);
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") ?? ""} ${list.id}`.trim());
    field.closest("tr, .field")?.classList.add("wrong");
  };

  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.requestConfig?.elt !== form) return;
    clear();
    findRows();
    const pieces = document.getElementById("live-notes");
    for (const piece of pieces.querySelectorAll("[data-live-place]")) showBeside(piece);
    for (const piece of pieces.querySelectorAll("[data-live-marks]")) showMarks(piece);
    for (const piece of pieces.querySelectorAll("[data-live-problem]")) showProblem(piece);
    pieces.replaceChildren();
    for (const id of ["not-run", "not-run-waiting", "not-run-list"]) document.getElementById(id).hidden = false;
    const summary = document.getElementById("findings");
    summary.hidden = false;
    form.dispatchEvent(new CustomEvent("live:shown", { bubbles: true }));
  });
})();
