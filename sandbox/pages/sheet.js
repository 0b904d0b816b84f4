/** A sheet that rises from the bottom of a phone, and the alert box of a bot. */
import { h } from "./dom.js";
import { icon } from "./icons.js";

/** Returns a function that closes the sheet. */
export function openSheet(screen, title, body) {
  screen.querySelector(".sheet")?.remove();
  const before = document.activeElement;
  const close = () => {
    sheet.remove();
    if (before?.isConnected) before.focus();
  };
  const head = h("header", {}, h("strong", {}, title), h("button", { class: "icon-button", type: "button", "aria-label": "Close", onclick: close }, icon("close")));
  const sheet = h("div", { class: "sheet", role: "dialog", "aria-label": title, onkeydown: (event) => event.key === "Escape" && close() }, head, body);
  screen.append(sheet);
  sheet.querySelector("[autofocus], .sheet-body button, .sheet-body [tabindex], input")?.focus();
  return close;
}

/** The bot's alert: stays until OK. */
export function openAlert(screen, text, ok) {
  screen.querySelector(".veil")?.remove();
  const before = document.activeElement;
  const close = () => {
    veil.remove();
    if (before?.isConnected) before.focus();
  };
  const button = h("button", { type: "button", class: "primary", onclick: close }, ok);
  const box = h("div", { class: "alert", role: "alertdialog", "aria-label": "Alert" }, text.split("\n").map((line) => h("p", { dir: "auto" }, line)), button);
  const veil = h("div", { class: "veil", onkeydown: (event) => event.key === "Escape" && close() }, box);
  screen.append(veil);
  button.focus();
}
