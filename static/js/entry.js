// Around the forms: unsaved changes, saving once, the end of the session, focus on what has to be corrected.
// Everything works without this file.
"use strict";

(() => {
  // ---- On a narrow screen the contents start folded, before anything is scrolled to ----

  if (window.matchMedia("(max-width: 62rem)").matches) document.querySelector(".parts-fold")?.removeAttribute("open");

  // ---- What has to be corrected comes first; a link to a row or field leads into its input ----

  const FIELD = "input:not([type=hidden]):not([type=checkbox]):not(.position), select, textarea";
  const go = (hash) => {
    const target = hash.length > 1 && document.getElementById(decodeURIComponent(hash.slice(1)));
    if (!target) return false;
    for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    const field = target.matches("input, select, textarea") ? target : target.querySelector(FIELD);
    if (!field) return false;
    target.scrollIntoView({ block: "center" });
    field.focus({ preventScroll: true });
    field.scrollIntoView({ block: "nearest", inline: "nearest" });
    return true;
  };
  const summary = document.querySelector("[data-focus]");
  if (summary) summary.focus();
  // After the browser's own jump to the address, which takes the focus away.
  else if (location.hash) window.addEventListener("load", () => setTimeout(() => go(location.hash)));
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href*='#']");
    if (!link || link.pathname !== location.pathname || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (!go(link.hash)) return;
    event.preventDefault();
    history.replaceState(null, "", link.hash);
  });

  // ---- The session ----

  const seconds = Number(document.body.dataset.sessionSeconds);
  const ends = seconds ? Date.now() + seconds * 1000 : Infinity;
  const warning = document.querySelector(".session-warning");
  const warn = (words) => {
    if (!warning) return;
    warning.hidden = false;
    warning.textContent = `${words} `;
    if (!words.includes("登录")) return;
    const link = document.createElement("a");
    link.href = "/entry/login/?next=/entry/";
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = "在新窗口登录";
    warning.append(link);
  };
  const at = (moment, words) => {
    // A timer beyond 24 days fires at once.
    if (moment - Date.now() < 2 ** 31) setTimeout(() => warn(words), Math.max(moment - Date.now(), 0));
  };
  if (seconds) {
    at(ends - 5 * 60_000, "登录将在 5 分钟内到期，请先保存。");
    at(ends, "登录已到期。请在新窗口登录，再回到本页保存；您填写的内容仍在。");
  }
  // A form goes out only where it would arrive: a page of the browser's in its place would lose what was typed.
  const ANSWERS_WITHIN = 8000;
  const whatStandsAgainst = async () => {
    const isOver = Date.now() >= ends;
    const waiting = new AbortController();
    setTimeout(() => waiting.abort(), ANSWERS_WITHIN);
    try {
      const answer = await fetch(isOver ? "/entry/" : "/healthz", {
        method: "HEAD", redirect: "manual", cache: "no-store", signal: waiting.signal,
      });
      return isOver && !answer.ok ? "登录已到期，还没有保存。请在新窗口登录，再回到本页保存；您填写的内容仍在。" : "";
    } catch {
      return "网络不通，还没有保存。您填写的内容仍在本页，请不要关闭或刷新；网络恢复后再点“保存”。";
    }
  };

  // ---- Unsaved changes; one save at a time ----

  // The search of a long table stands among the fields of the page and belongs to another form: it changes nothing.
  for (const field of document.querySelectorAll("input[form]")) {
    for (const kind of ["input", "change"]) field.addEventListener(kind, (event) => event.stopPropagation());
  }

  for (const form of document.querySelectorAll("form[data-guard]")) {
    const note = form.querySelector(".unsaved"), unsaved = note?.textContent;
    let dirty = Boolean(document.getElementById("error-summary"));
    let sending = false, asked = false;
    const mark = () => { dirty = true; if (note) note.hidden = false; };
    if (dirty) mark();
    form.addEventListener("input", mark);
    form.addEventListener("change", mark);
    form.addEventListener("submit", async (event) => {
      if (asked) { asked = false; return; }
      event.preventDefault();
      if (sending) return;
      sending = true;
      if (note) { note.hidden = false; note.textContent = "正在保存…"; }
      const against = await whatStandsAgainst();
      if (against) {
        sending = false;
        if (note) note.textContent = unsaved;
        warn(against);
        warning?.scrollIntoView({ block: "center" });
        return;
      }
      // Signing in again in another window has changed the token.
      const token = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie);
      if (token) form.elements.csrfmiddlewaretoken.value = token[1];
      asked = true;
      form.requestSubmit(event.submitter);
    });
    window.addEventListener("pageshow", (event) => {
      sending = false;
      if (note && event.persisted) note.textContent = unsaved;
    });
    window.addEventListener("beforeunload", (event) => { if (dirty && !sending) event.preventDefault(); });
  }
})();
