/** What one can do with a message: react, reply, edit, forward, copy. */
import { h } from "./dom.js";
import { openMenu } from "./popmenu.js";

const EMOJI = ["👍", "❤️", "🙏", "👏", "😢", "👎"];

export function messageMenu(phone, message, near) {
  const text = message.text ?? message.caption;
  const items = [
    { icon: "reply", label: "Reply", act: () => phone.composer.concern("reply", message) },
    phone.owns(message) && message.text && { icon: "edit", label: "Edit", act: () => phone.composer.concern("edit", message) },
    { icon: "forward", label: "Forward to the bot", act: () => phone.forwards(message.message_id) },
    text && { icon: "copy", label: "Copy", act: () => navigator.clipboard?.writeText(text) },
  ].filter(Boolean);
  openMenu(phone.screen, near, items, faces(phone, message));
}

function faces(phone, message) {
  const given = phone.reactionsOn(message.message_id);
  const face = (emoji) => h("button", { role: "menuitemradio", type: "button", "aria-checked": given.includes(emoji), "aria-label": `React ${emoji}`,
    onclick: (event) => react(event, phone, message, given.includes(emoji) ? "" : emoji) }, emoji);
  return h("div", { class: "faces" }, EMOJI.map(face));
}

function react(event, phone, message, emoji) {
  event.currentTarget.closest(".popmenu").remove();
  phone.reacts(message.message_id, emoji);
}
