/** Links: those to the bot open in a phone with their payload, web links open in a new tab. */

let botUsername = "";

export const knowBot = (username) => {
  botUsername = (username || "").toLowerCase();
};

/** The address as a safe http(s) URL, or null. */
export function webAddress(address) {
  const link = parse(address);
  return link && ["http:", "https:"].includes(link.protocol) ? link.href : null;
}

/** The payload of a deep link to our bot ("" if it has none), or null if it is not a link to our bot. */
export function payloadOf(address) {
  const link = parse(address);
  if (!link) return null;
  const onTelegram = ["t.me", "telegram.me"].includes(link.hostname);
  const name = link.protocol === "tg:" ? link.searchParams.get("domain") : onTelegram && link.pathname.split("/")[1];
  return name && name.toLowerCase() === botUsername ? link.searchParams.get("start") || "" : null;
}

/** What was typed or scanned, as a payload: a link to the bot, or the bare payload itself; else null. */
export function scanned(text) {
  const trimmed = text.trim();
  return /^[A-Za-z0-9_-]{1,64}$/.test(trimmed) ? trimmed : payloadOf(trimmed);
}

function parse(address) {
  const full = /^[a-z][a-z0-9+.-]*:/i.test(address) ? address : `https://${address}`;
  try {
    return new URL(full.trim());
  } catch {
    return null;
  }
}

export function openLink(address, phone) {
  const payload = payloadOf(address);
  if (payload !== null) return phone.start(payload);
  const web = webAddress(address);
  return web ? window.open(web, "_blank", "noopener,noreferrer") : phone.toast(address);
}
