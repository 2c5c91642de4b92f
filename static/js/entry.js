// Around the forms: unsaved changes, saving once, the end of the session, focus on what has to be corrected.
// Everything works without this file.
"use strict";

(() => {
  // ---- On a narrow screen the contents start folded, before anything is scrolled to ----

  if (window.matchMedia("(max-width: 62rem)").matches) document.querySelector(".parts-fold")?.removeAttribute("open");

  // ---- What has to be corrected comes first ----

  document.querySelector("[data-focus]")?.focus();
  for (const link of document.querySelectorAll(".problems a[href^='#']")) {
    link.addEventListener("click", (event) => {
      const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (!target) return;
      event.preventDefault();
      target.scrollIntoView({ block: "center" });
      (target.matches("input, select, textarea") ? target : target.querySelector("input:not([type=hidden]), select, textarea"))?.focus();
    });
  }

  // ---- The session ----

  const seconds = Number(document.body.dataset.sessionSeconds);
  const ends = seconds ? Date.now() + seconds * 1000 : Infinity;
  const warning = document.querySelector(".session-warning");
  const warn = (words) => {
    if (!warning) return;
    warning.hidden = false;
    warning.textContent = `${words} `;
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
  const isSignedIn = async () => {
    if (Date.now() < ends) return true;
    const answer = await fetch("/entry/", { method: "HEAD", redirect: "manual" });
    return answer.ok;
  };

  // ---- Unsaved changes; one save at a time ----

  for (const form of document.querySelectorAll("form[data-guard]")) {
    const note = form.querySelector(".unsaved");
    let dirty = Boolean(document.getElementById("error-summary"));
    let sending = false;
    const mark = () => { dirty = true; if (note) note.hidden = false; };
    if (dirty) mark();
    form.addEventListener("input", mark);
    form.addEventListener("change", mark);
    form.addEventListener("submit", async (event) => {
      if (sending) { event.preventDefault(); return; }
      // Signing in again in another window has changed the token.
      const token = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie);
      if (token) form.elements.csrfmiddlewaretoken.value = token[1];
      if (Date.now() >= ends) {
        event.preventDefault();
        if (await isSignedIn()) { sending = true; form.requestSubmit.call(form, event.submitter); return; }
        warn("登录已到期，还没有保存。请在新窗口登录，再回到本页保存；您填写的内容仍在。");
        warning.scrollIntoView();
        return;
      }
      sending = true;
    });
    window.addEventListener("pageshow", () => { sending = false; });
    window.addEventListener("beforeunload", (event) => { if (dirty && !sending) event.preventDefault(); });
  }
})();
