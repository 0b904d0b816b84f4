/** What the paper clip offers. */
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { placeSheet } from "./place.js";
import { openSheet } from "./sheet.js";
import { scanned } from "./links.js";

const SAMPLES = [["lamp", "Broken lamp"], ["rubbish", "Rubbish"], ["pothole", "Pothole"]];

export function attachSheet(phone) {
  const files = (accept, what) => h("input", { type: "file", accept, multiple: true, hidden: true, onchange: (event) => pick(event, phone, what, () => close()) });
  const photos = files("image/*,video/*", "photo");
  const documents = files("", "document");
  const tile = (name, label, act) => h("button", { class: "tile", type: "button", onclick: act }, h("span", { class: "round" }, icon(name)), label);
  const then = (act) => () => {
    close();
    act();
  };
  const body = h("div", { class: "sheet-body" }, photos, documents,
    h("div", { class: "tiles" },
      tile("photo", "Photo", () => photos.click()), tile("file", "File", () => documents.click()),
      tile("pin", "Location", then(() => phone.pickPlace())), tile("contact", "Contact", then(() => phone.shareContact()))),
    h("p", { class: "small" }, "Samples"),
    h("div", { class: "samples" }, SAMPLES.map(([name, label]) => sample(name, label, then(() => phone.sendSample("photo", name))))),
    h("div", { class: "chips" }, chip("voice", "mic", "Voice message", then(() => phone.sendSample("voice"))), chip("album", "album", "Album", then(() => phone.sendSample("album")))));
  const close = openSheet(phone.screen, "Send", body);
}

function chip(kind, sign, label, act) {
  return h("button", { class: "chip", type: "button", data: { sample: kind }, onclick: act }, icon(sign), label);
}

function sample(name, label, act) {
  return h("button", { class: "sample", type: "button", "aria-label": `Send sample photo: ${label}`, title: label, onclick: act },
    h("img", { src: `/pages/samples/${name}.jpg`, alt: "" }));
}

function pick(event, phone, what, close) {
  const files = [...event.target.files];
  close();
  if (files.length) phone.sendFiles(files, what);
}

export function locationSheet(phone) {
  const close = openSheet(phone.screen, "Where?", placeSheet((point) => {
    close();
    phone.sendPlace(point);
  }));
}

/** Instead of the microphone, where there is none or it may not be used. */
export function voiceSheet(phone) {
  const send = () => {
    close();
    phone.sendSample("voice");
  };
  const close = openSheet(phone.screen, "No microphone here", h("div", { class: "sheet-body" },
    h("button", { class: "primary", type: "button", onclick: send }, icon("mic"), "Send a sample voice message")));
}

/** Open a link, as if its QR code had been scanned with this phone. */
export function linkSheet(phone) {
  const input = h("input", { type: "text", dir: "ltr", placeholder: "https://t.me/…?start=…", "aria-label": "Link or code", autofocus: true, required: true });
  const submit = (event) => {
    event.preventDefault();
    const payload = scanned(input.value);
    close();
    if (payload === null) phone.open(input.value.trim());
    else phone.start(payload);
  };
  const form = h("form", { class: "sheet-body", onsubmit: submit }, h("p", { class: "small" }, "Paste the link of a QR code or a poster."),
    input, h("button", { class: "primary", type: "submit" }, icon("link"), "Open on this phone"));
  const close = openSheet(phone.screen, "Open a link", form);
}
