/** One phone: its frame, its chat with the bot, and everything its owner can do. */
import { act, upload } from "./api.js";
import { attachSheet, linkSheet, locationSheet, voiceSheet } from "./attach.js";
import { Composer } from "./composer.js";
import { avatar, clear, h } from "./dom.js";
import { icon } from "./icons.js";
import { replyKeyboard } from "./keyboards.js";
import { openLink } from "./links.js";
import { Log } from "./log.js";
import { gist } from "./media.js";
import { messageMenu } from "./messagemenu.js";
import { openMenu } from "./popmenu.js";
import { openAlert } from "./sheet.js";
import { wordsFor } from "./words.js";

const TOAST_MS = 3500;
const TYPING_MS = 5000;

export class Phone {
  /** state: a phone of GET /api/wall; bot: {id, name, username, about}; hooks: {remove(phone), unread(phone), acted(phone, what)}. */
  constructor(state, bot, hooks) {
    Object.assign(this, { id: state.id, name: state.name, role: state.role, bot, hooks, state, keyboardHidden: false });
    this.words = wordsFor(state.language);
    this.log = new Log(this, `${this.name}, chat with ${bot.name}`);
    this.composer = new Composer(this);
    this.build();
    this.log.reset(state.chat);
    this.change(state);
  }

  build() {
    this.subtitle = h("span", { class: "subtitle" }, this.words.bot);
    this.toastBox = h("div", { class: "toast", role: "status", "aria-live": "assertive" });
    this.keyboard = h("div", { class: "reply-keyboard", role: "group", "aria-label": "Keyboard of the bot" });
    this.foot = h("div", { class: "foot" });
    const more = h("button", { class: "icon-button", type: "button", "aria-label": `More: ${this.name}`, "aria-haspopup": "menu", onclick: (event) => this.more(event.currentTarget) }, icon("more"));
    const head = h("header", { class: "chat-head" }, avatar(this.bot.id, this.bot.name), h("span", { class: "two-lines" }, h("strong", { dir: "auto" }, this.bot.name), this.subtitle), more);
    this.screen = h("div", { class: "screen" }, head, this.log.element, this.toastBox, this.foot);
    const owner = h("h2", { class: "owner" }, avatar(this.id, this.name), h("span", { class: "owner-name", dir: "auto" }, this.name), h("span", { class: "role" }, this.role));
    this.element = h("section", { class: "phone", id: `phone-${this.id}`, "aria-label": `${this.name}, ${this.role}`, data: { phone: this.id }, tabindex: "-1",
      ondragover: (event) => event.preventDefault(), ondrop: (event) => this.drop(event) }, owner, h("div", { class: "frame" }, this.screen));
  }

  // What the server tells.

  change(state) {
    this.state = { ...this.state, ...state };
    this.composer.knowCommands(this.state.commands);
    this.drawFoot();
    if (state.reactions) this.log.draw();
  }

  messages(changed, gone) {
    const fresh = changed.filter((message) => !this.owns(message) && !this.log.messages.has(message.message_id));
    this.log.change(changed, gone);
    this.drawFoot();
    if (fresh.length) this.arrived(fresh.at(-1));
  }

  arrived(message) {
    this.quiet();
    this.hooks.unread(this, gist(message, this.words));
  }

  toast(text, alert = false) {
    this.settleKeys();
    if (!text) return;
    if (alert) return void openAlert(this.screen, text, this.words.ok);
    clear(this.toastBox, h("p", { dir: "auto" }, text)).classList.add("shown");
    clearTimeout(this.toastTimer);
    this.toastTimer = setTimeout(() => this.toastBox.classList.remove("shown"), TOAST_MS);
  }

  typing() {
    clear(this.subtitle, this.words.typing).classList.add("typing");
    clearTimeout(this.typingTimer);
    this.typingTimer = setTimeout(() => this.quiet(), TYPING_MS);
  }

  quiet() {
    clear(this.subtitle, this.words.bot).classList.remove("typing");
  }

  settleKeys() {
    this.screen.querySelectorAll(".key.waiting").forEach((key) => key.classList.remove("waiting"));
  }

  drawFoot() {
    const wide = (label, doing) => h("button", { class: "wide", type: "button", data: { wide: "start" }, onclick: doing }, label);
    if (this.state.blocked) return clear(this.foot, h("p", { class: "small" }, this.words.blocked), wide(this.words.unblock, () => this.unblock()));
    if (!this.log.messages.size) return clear(this.foot, wide(this.words.start, () => this.start()));
    this.drawKeyboard();
    if (this.foot.contains(this.composer.element)) return null;
    return clear(this.foot, this.composer.element, this.keyboard);
  }

  drawKeyboard() {
    const markup = this.state.keyboard;
    const marks = JSON.stringify(markup);
    this.composer.keyboardButton.hidden = !markup;
    this.keyboard.hidden = !markup || this.keyboardHidden;
    if (marks === this.keyboardMarks) return;
    this.keyboardMarks = marks;
    this.keyboardHidden = false;
    this.keyboard.hidden = !markup;
    clear(this.keyboard, ...markup ? replyKeyboard(markup, this) : []);
    this.composer.input.placeholder = markup?.input_field_placeholder || this.words.message;
    this.log.toEnd();
  }

  // What bubbles and keyboards ask.

  owns = (message) => message.from?.id === this.id;
  reactionsOn = (messageId) => this.state.reactions?.[messageId] || [];
  about = () => this.bot.about?.[this.state.language] || this.bot.about?.[""] || "";
  showMessage = (messageId) => this.log.show(messageId);
  messageMenu = (message, near) => messageMenu(this, message, near);
  attach = () => attachSheet(this);
  pickPlace = () => locationSheet(this);
  open = (address) => openLink(address, this);

  toggleKeyboard() {
    this.keyboardHidden = !this.keyboardHidden;
    this.keyboard.hidden = this.keyboardHidden;
  }

  editLast() {
    const last = [...this.log.messages.values()].filter((message) => this.owns(message) && message.text).at(-1);
    if (last) this.composer.concern("edit", last);
  }

  more(near) {
    const blocked = this.state.blocked;
    openMenu(this.screen, near, [
      { icon: "link", label: "Open a link or QR code", act: () => linkSheet(this) },
      blocked ? { icon: "check", label: "Unblock the bot", act: () => this.unblock() } : { icon: "block", label: "Block the bot", act: () => this.does("blocks") },
      { icon: "trash", label: "Delete the chat", act: () => this.does("deletes_chat") },
      { icon: "close", label: "Remove this phone", danger: true, act: () => this.hooks.remove(this) },
    ]);
  }

  drop(event) {
    event.preventDefault();
    const files = [...event.dataTransfer.files];
    if (files.length) this.sendFiles(files);
    else this.open(event.dataTransfer.getData("text/plain"));
  }

  // What its owner does.

  /** Whether it was done; if not, the person is told why. */
  async does(what, values = {}) {
    try {
      await act(this.id, what, values);
      return true;
    } catch (error) {
      this.toast(error.message);
      return false;
    }
  }

  async sends(what, files, fields = {}) {
    try {
      await upload(this.id, what, files, fields);
    } catch (error) {
      this.toast(error.message);
    }
  }

  start = (payload = "") => this.does("start", { payload });
  says = (text, replyTo = null) => this.does("says", { text, reply_to: replyTo });
  presses = (text) => this.does("presses", { text });
  edits = (messageId, text) => this.does("edits", { message_id: messageId, text });
  taps = (messageId, data) => this.does("taps", { message_id: messageId, data });
  reacts = (messageId, emoji) => this.does("reacts", { message_id: messageId, emoji });
  forwards = (messageId) => this.does("forwards", { message_id: messageId });
  sendPlace = ({ latitude, longitude }) => this.does("place", { latitude, longitude });
  shareContact = () => this.does("contact");
  votes = (messageId, option) => this.does("votes", { message_id: messageId, options: [option] });
  sendSample = (kind, name = "") => this.does("sample", { kind, name });
  sendVoice = (blob, seconds) => this.sends("voice", [blob], { duration: seconds });

  async unblock() {
    await this.does("unblocks");
    await this.start();
  }

  offerSampleVoice = () => voiceSheet(this);

  sendFiles(files, what = "photo") {
    const photos = what === "photo" && files.every((file) => file.type.startsWith("image/"));
    if (photos && files.length > 1) return this.sends("album", files);
    return files.forEach((file) => this.sends(kindOf(file, what), [file]));
  }
}

function kindOf(file, what) {
  if (what === "document") return "document";
  const [kind] = file.type.split("/");
  return { image: "photo", video: "video", audio: "audio" }[kind] || "document";
}
