/** What a bubble carries besides words: pictures, sounds, files, places, contacts, polls. */
import { fileUrl } from "./api.js";
import { avatar, h } from "./dom.js";
import { icon } from "./icons.js";
import { enlarge } from "./lightbox.js";
import { sketch } from "./map.js";
import { player } from "./player.js";

const KINDS = ["photo", "voice", "audio", "video", "document", "location", "contact", "sticker", "poll"];

/** One line that stands for a message, for quotes and notices. */
export function gist(message, words) {
  const text = message.text ?? message.caption;
  if (text) return text.split("\n")[0];
  const kind = KINDS.find((name) => message[name]);
  return kind ? words[kind] : "…";
}

export function media(messages, phone) {
  const [first] = messages;
  if (messages.length > 1) return album(messages, phone);
  const kind = KINDS.find((name) => carries(first, name));
  return kind ? DRAW[kind](first, phone) : null;
}

const carries = (message, name) => Boolean(message[name]) && !(name === "location" && message.venue);

const DRAW = {
  photo: (message, phone) => picture(message, phone),
  video: (message) => h("video", { class: "video", controls: true, preload: "metadata", src: fileUrl(message.video.file_id) }),
  voice: (message, phone) => player(message.voice, phone.words.voice),
  audio: (message, phone) => player(message.audio, message.audio.title || phone.words.audio),
  document: (message) => attachment(message.document),
  location: (message) => place(message.location),
  contact: (message) => person(message.contact),
  sticker: (message) => h("p", { class: "sticker" }, message.sticker.emoji || "🙂"),
  poll: (message, phone) => poll(message, phone),
};

function album(messages, phone) {
  const files = messages.filter((message) => !message.photo && !message.video);
  if (files.length) return h("div", { class: "stack" }, messages.map((message) => media([message], phone)));
  return h("div", { class: `album of-${Math.min(messages.length, 4)}` }, messages.map((message) => media([message], phone)));
}

function picture(message, phone) {
  const best = message.photo.at(-1);
  const label = message.caption || phone.words.photo;
  const image = h("img", { src: fileUrl(best.file_id), alt: label, width: best.width, height: best.height });
  const veiled = message.has_media_spoiler ? " veiled" : "";
  return h("button", { class: `picture${veiled}`, type: "button", "aria-label": `${label}: enlarge`, onclick: () => enlarge(image) }, image);
}

function attachment(document) {
  const name = document.file_name || "file";
  return h("a", { class: "attachment", href: fileUrl(document.file_id), download: name },
    h("span", { class: "round" }, icon("file")),
    h("span", { class: "two-lines" }, h("strong", { dir: "auto" }, name), h("span", {}, size(document.file_size))));
}

function size(bytes) {
  if (!bytes) return "";
  return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1000))} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

function place(location) {
  const words = `${location.latitude.toFixed(5)}, ${location.longitude.toFixed(5)}`;
  return h("figure", { class: "place" }, sketch({ pin: location }), h("figcaption", { dir: "ltr" }, icon("pin"), words));
}

function person(contact) {
  const name = [contact.first_name, contact.last_name].filter(Boolean).join(" ");
  return h("div", { class: "attachment" }, avatar(contact.user_id || 3, name),
    h("span", { class: "two-lines" }, h("strong", { dir: "auto" }, name), h("bdi", { dir: "ltr" }, contact.phone_number)));
}

function poll({ message_id: id, poll: { question, options, is_closed: closed } }, phone) {
  const option = ({ text, voter_count: count }, index) =>
    h("button", { class: "chip", type: "button", disabled: closed, onclick: () => phone.votes(id, index) }, h("span", { dir: "auto" }, text), h("span", {}, String(count)));
  return h("div", { class: "poll" }, h("strong", { dir: "auto" }, question), options.map(option));
}
