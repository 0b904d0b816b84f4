/** The screen with the code of a session: how many are here comes by itself, and in the end that it is over. */

import { lost } from "./screen.js";

const EVERY = 10_000;

async function look() {
  try {
    const answer = await fetch(location.href);
    if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      document.getElementById("here").replaceWith(page.getElementById("here"));
    }
    lost(answer.ok);
  } catch {
    lost(false);
  }
}

setInterval(look, EVERY);
