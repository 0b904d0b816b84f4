/** One bubble: a message, or the messages of one album. */
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { inlineKeyboard } from "./keyboards.js";
import { gist, media } from "./media.js";
import { rich } from "./text.js";
import { clockTime } from "./times.js";

const EMOJI_ONLY = /^(?:\p{Extended_Pictographic}(?:\uFE0F|\u200D|\p{Emoji_Modifier})*){1,3}$/u;

/** messages: one message, or all parts of an album in order. */
export function bubble(messages, phone) {
  const first = messages[0];
  const own = phone.owns(first);
  const said = messages.find((message) => message.caption) || first;
  const body = h("div", { class: `bubble ${look(messages)}` },
    forwarded(first, phone), quote(first.reply_to_message, phone), media(messages, phone),
    words(said, phone), meta(messages.at(-1), own, phone));
  const act = h("button", {
    class: "bubble-more", type: "button", "aria-label": "Message actions", "aria-haspopup": "menu",
    onclick: (event) => phone.messageMenu(first, event.currentTarget),
  }, icon("down"));
  const keyboard = inlineKeyboard(messages.at(-1), phone);
  return h("article", {
    class: `message ${own ? "own" : "theirs"}`, data: { message: first.message_id },
    oncontextmenu: (event) => offer(event, first, phone),
  }, h("div", { class: "column" }, h("div", { class: "bubble-row" }, body, act), reactions(first, phone), keyboard));
}

function offer(event, message, phone) {
  if (!getSelection().isCollapsed) return;
  event.preventDefault();
  phone.messageMenu(message, event.currentTarget.querySelector(".bubble-more"));
}

function look(messages) {
  const [first] = messages;
  if (first.photo || first.video || messages.length > 1) return "pictured";
  return EMOJI_ONLY.test(first.text || "") ? "emoji" : "";
}

function words(message, phone) {
  const text = message.text ?? message.caption;
  return text ? rich(text, message.entities || message.caption_entities, phone) : null;
}

function forwarded(message, phone) {
  const origin = message.forward_origin;
  if (!origin) return null;
  const who = origin.sender_user?.first_name || origin.sender_user_name || origin.chat?.title || "";
  return h("p", { class: "forwarded", dir: "auto" }, icon("forward"), `${phone.words.forwarded} `, h("bdi", {}, who));
}

function quote(message, phone) {
  if (!message) return null;
  const who = message.from?.first_name || "";
  return h("button", { class: "quote", type: "button", onclick: () => phone.showMessage(message.message_id) },
    h("strong", { dir: "auto" }, who), h("span", { dir: "auto" }, gist(message, phone.words)));
}

function meta(message, own, phone) {
  const edited = message.edit_date ? h("span", {}, phone.words.edited) : null;
  return h("span", { class: "meta" }, edited, h("time", {}, clockTime(message.date)), own ? icon("checks") : null);
}

function reactions(message, phone) {
  const emoji = phone.reactionsOn(message.message_id);
  if (!emoji.length) return null;
  return h("div", { class: "reactions" }, emoji.map((one) => h("span", { class: "reaction" }, one)));
}
