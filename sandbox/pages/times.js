/** Times as the phones show them, in the lab's time zone. */

const HOURS = { hour: "2-digit", minute: "2-digit" };
const DAY = { weekday: "short", day: "numeric", month: "short" };

let zone;

export function inZone(name) {
  zone = name || undefined;
}

const shown = (parts, date) => new Intl.DateTimeFormat("en-GB", { ...parts, timeZone: zone }).format(date);

export const clockTime = (seconds) => shown(HOURS, new Date(seconds * 1000));
export const dayOf = (seconds) => shown(DAY, new Date(seconds * 1000));

/** Seconds as m:ss. */
export const duration = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
