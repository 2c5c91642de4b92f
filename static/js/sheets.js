// A finding leads to the list of projects; from there on to the row on the sheet's own page.
"use strict";

(() => {
  const goOn = () => {
    const landing = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (landing?.dataset.goesTo) location.replace(landing.dataset.goesTo);
  };
  window.addEventListener("hashchange", goOn);
  goOn();
})();
