/** Where on a phone the next act of a play happens. Each answers an element, or null while it is not there yet. */
import { calm } from "./dom.js";

const LETTER_MS = 28;

const FIND = {
  start: ({ screen }) => screen.querySelector("[data-wide=start]"),
  says: ({ screen }) => screen.querySelector(".composer .go"),
  taps: ({ screen }, step) => newest(screen, ".keys .key", (key) => (step.data ? called(key.dataset.callback, step.data) : key.dataset.text === step.text)),
  presses: ({ screen }, step) => newest(screen, ".reply-keyboard .key", (key) => !step.text || key.dataset.text === step.text),
  photo: (phone, step) => fromSheet(phone, `.sample [src$="/${step.text || "lamp"}.jpg"]`),
  voice: (phone) => fromSheet(phone, "[data-sample=voice]"),
  place: (phone) => phone.screen.querySelector(".board ~ .primary") || newest(phone.screen, ".reply-keyboard .key", (key) => key.querySelector(".icon-pin")) || fromSheet(phone, ".tile .icon-pin"),
  looks: ({ screen }, step) => newest(screen, ".message.theirs", (message) => !step.text || message.textContent.includes(step.text)),
};

/** `begins*ends`, or only how it begins. */
function called(callback = "", wanted) {
  const [begins, ends = ""] = wanted.split("*");
  return callback.startsWith(begins) && callback.endsWith(ends);
}

export const targetOf = (step, phone) => FIND[step.do](phone, step);

function newest(screen, selector, fits) {
  return [...screen.querySelectorAll(selector)].filter(fits).at(-1) || null;
}

function fromSheet({ screen }, selector) {
  const inside = screen.querySelector(`.sheet ${selector}`)?.closest("button");
  return inside || screen.querySelector(".composer [aria-label=Attach]");
}

/** Type words into a composer, letter by letter where motion is welcome. */
export function typeInto(composer, words) {
  const letters = calm() ? [words] : [...words];
  composer.filling = true;
  composer.input.value = "";
  const type = () => {
    composer.input.value += letters.shift() ?? "";
    composer.typed();
    composer.filling = letters.length > 0;
    if (composer.filling) setTimeout(type, LETTER_MS);
  };
  type();
}
