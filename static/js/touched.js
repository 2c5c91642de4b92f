// What a form sends of its tables: of each row that somebody touched its key and the fields that were touched.
// Everything works without this file: the form then sends all that the page shows, and the server compares.
"use strict";

(() => {
  const form = document.querySelector("form.part");
  if (!form) return;
  // Buttons that ask for more rows get the page back as it stands, so everything goes out.
  let isWhole = false;
  form.addEventListener("submit", (event) => { isWhole = Boolean(event.submitter) && event.submitter.name !== "action"; });

  const isTouched = (field) => {
    if (field.matches("select")) return [...field.options].some((option) => option.selected !== option.defaultSelected);
    return field.type === "checkbox" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
  };

  form.addEventListener("formdata", (event) => {
    if (isWhole) return;
    for (const row of form.querySelectorAll("table[data-grid] > tbody > tr:not(.row-note):not([data-typed])")) {
      const fields = [...row.querySelectorAll("input[name], select[name], textarea[name]")];
      const touched = new Set(fields.filter(isTouched));
      const isStored = fields.some((field) => field.name.endsWith("-id") && field.value);
      for (const field of fields) {
        const stays = touched.size && (!isStored || touched.has(field) || /-(id|was)$/.test(field.name));
        if (!stays) event.formData.delete(field.name);
      }
    }
  });
})();
