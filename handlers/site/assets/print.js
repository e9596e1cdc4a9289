// A button that prints. Without scripts the page says where the browser has its own.
"use strict";

const button = document.getElementById("print");
if (button) {
  button.hidden = false;
  document.getElementById("menu").hidden = true;
  button.addEventListener("click", () => window.print());
}
