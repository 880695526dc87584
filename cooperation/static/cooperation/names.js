/* Gives the boxes that find records while typing the names of their fields, for screen readers. */
"use strict";
(() => {
  const name = (scope) => {
    scope.querySelectorAll("select.admin-autocomplete").forEach((select) => {
      const label = document.querySelector(`label[for="${select.id}"]`);
      const box = select.parentElement.querySelector(".select2-selection__rendered");
      if (!label || !box) return;
      const words = label.textContent.trim().replace(/:$/, "");
      const chosen = select.selectedOptions[0] ? select.selectedOptions[0].textContent : "";
      box.setAttribute("aria-label", chosen ? `${words}: ${chosen}` : words);
    });
  };
  // Later than Django's own scripts, which make the boxes.
  const later = (scope) => window.setTimeout(() => name(scope), 0);
  window.addEventListener("load", () => later(document));
  document.addEventListener("formset:added", (event) => later(event.target));
  document.addEventListener("focusin", (event) => {
    if (event.target.closest(".select2-container")) name(document);
  });
})();
