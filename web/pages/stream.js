/** The stream that a page lives on: comes back by itself, and says when it is away. */

const SILENCE = 8000; // ms; the server gives a sign of life every two seconds
const PAUSE = 1500;

/** Call `handlers[event](data)` for each event; `onState(there)` when the server is heard or lost. */
export function follow(url, handlers, onState) {
  let source = null;
  let timer = 0;
  const open = () => {
    source = new EventSource(url);
    for (const [kind, handle] of Object.entries(handlers)) {
      source.addEventListener(kind, (event) => {
        watch();
        onState(true);
        handle(JSON.parse(event.data));
      });
    }
    source.addEventListener("error", () => {
      onState(false);
      if (source.readyState === EventSource.CLOSED) again();
    });
    watch();
  };
  const again = () => {
    source.close();
    clearTimeout(timer);
    timer = setTimeout(open, PAUSE);
  };
  const watch = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      onState(false);
      again();
    }, SILENCE);
  };
  open();
}
