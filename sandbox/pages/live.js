/** The stream of everything that happens on the wall; the browser resumes it by Last-Event-ID on its own. */

const KINDS = ["wall", "phone", "removed", "messages", "toast", "action", "answered", "now", "faults", "play", "ledger"];

export function follow(url, handlers, onState = () => {}) {
  const source = new EventSource(url);
  for (const kind of KINDS) {
    source.addEventListener(kind, (event) => handlers[kind]?.(JSON.parse(event.data)));
  }
  source.addEventListener("open", () => onState(true));
  source.addEventListener("error", () => onState(false));
  return () => source.close();
}
