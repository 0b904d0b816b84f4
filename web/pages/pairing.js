/** The screen without a room: six digits, until somebody sends them to the bot. */

import { lost } from "./screen.js";
import { follow } from "./stream.js";

const digits = document.getElementById("digits");

follow("/live/events", {
  digits: (said) => {
    digits.textContent = `${said.digits.slice(0, 3)} ${said.digits.slice(3)}`;
  },
  paired: (said) => location.replace(`/live/${said.token}`),
  beat: () => {},
}, lost);
