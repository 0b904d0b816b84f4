/** Keyboards of the bot: buttons under a message, and the reply keyboard under the composer. Rows stay as given. */
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { openLink } from "./links.js";

export function inlineKeyboard(message, phone) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows?.length) return null;
  return h("div", { class: "keys" }, rows.map((row) =>
    h("div", { class: "keys-row" }, row.map((key) => inlineKey(key, message, phone)))));
}

function inlineKey(key, message, phone) {
  const press = (event) => pressInline(key, message, phone, event.currentTarget);
  const data = { text: key.text, callback: key.callback_data };
  return h("button", { class: "key", type: "button", data, onclick: press }, h("span", { dir: "auto" }, key.text), key.url ? icon("out") : null);
}

function pressInline(key, message, phone, button) {
  if (key.url) return openLink(key.url, phone);
  if (key.copy_text) return copy(key.copy_text.text, phone);
  if (!key.callback_data) return phone.toast("This kind of button is not part of the sandbox.");
  button.classList.add("waiting");
  return phone.taps(message.message_id, key.callback_data);
}

function copy(text, phone) {
  navigator.clipboard?.writeText(text);
  phone.toast("✓ Copied");
}

/** markup: a Bot API ReplyKeyboardMarkup. */
export function replyKeyboard(markup, phone) {
  return markup.keyboard.map((row) => h("div", { class: "keys-row" }, row.map((key) => replyKey(key, phone))));
}

function replyKey(given, phone) {
  const key = typeof given === "string" ? { text: given } : given;
  const sign = key.request_location ? icon("pin") : key.request_contact ? icon("contact") : null;
  return h("button", { class: "key", type: "button", data: { text: key.text }, onclick: () => pressReply(key, phone) }, sign, h("span", { dir: "auto" }, key.text));
}

function pressReply(key, phone) {
  if (key.request_location) return phone.pickPlace();
  if (key.request_contact) return phone.shareContact();
  return phone.presses(key.text);
}
